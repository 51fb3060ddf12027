import type { BrandMatcher } from '../core/classify/brand-match.ts';
import { brandsConcerned } from '../core/classify/brand-subject.ts';
import type { Gazetteer } from '../core/geo/gazetteer.ts';
import { resolvePlace } from '../core/geo/resolve-place.ts';
import type { Store } from '../core/geo/stores.ts';
import { fingerprint } from '../core/text/fingerprint.ts';
import { cleanText } from '../core/text/normalize.ts';
import { hasPhrase } from '../core/text/phrases.ts';
import type { BrandPack } from '../core/words/brand.ts';
import { minuteOf } from '../core/words/interval.ts';
import type { JudgedPost } from '../core/words/judged-post.ts';
import { decidedByForm, type StandingVerdict } from '../core/words/label.ts';
import type { DropReason, Post } from '../core/words/post.ts';
import type { Report } from '../core/words/report.ts';
import type { SurfaceId } from '../core/words/surface.ts';
import { isSharedSymptom } from '../core/words/symptom.ts';
import type { Classifier } from '../ports/classifier.ts';
import { authorKey } from './author-key.ts';

/** What judging rests on; fixed for the life of a process. */
export interface Knowledge {
  brands: BrandMatcher;
  classifier: Classifier;
  gazetteer: Gazetteer;
  /** Shops by brand. */
  stores?: ReadonlyMap<string, readonly Store[]>;
  /** Null where authors are keys already. */
  salt: string | null;
}

/** Epoch ms; what was written before `oldestMs` or well after `nowMs` isn't counted. */
export interface JudgeLimits {
  nowMs: number;
  oldestMs: number;
}

/** How far ahead of ours another clock may be. */
export const futureToleranceMs = 10 * 60_000;
const repostMark = /^RT @\w+:/;

/** A post of which is known whom it concerns, and no more until it has reports. */
export interface NamedPost {
  judged: JudgedPost;
  packs: BrandPack[];
}

/** Brands, and what tells copies apart, for a page of posts: all that decides on what is kept. */
export function namePosts(posts: Post[], knowledge: Knowledge, limits: JudgeLimits): NamedPost[] {
  return posts.map((post) => nameBrands(tidy(post), knowledge, limits));
}

/** Kind, symptoms, surface → place of those that are kept and have no reports yet. Same posts and knowledge: same answer. */
export function judgeNamed(named: readonly NamedPost[], knowledge: Knowledge): void {
  const due = named.filter(({ judged }) => judged.outcome === 'kept' && judged.reports.length === 0);
  const pairs = due.flatMap(({ judged, packs }) => packs.map((pack) => ({ judged, pack })));
  const asked = pairs.map(({ judged: { post }, pack }) => ({ post, pack }));
  const verdicts = verdictsOn(asked, knowledge.classifier);
  pairs.forEach(({ judged, pack }, index) => {
    judged.reports.push(reportOf(judged, pack, verdicts[index]!, knowledge));
  });
}

/** The model's word on posts, each for one brand; where it knows no symptom, the words of the brand's pack may, and no surface, a review. */
export function verdictsOn(
  asked: { post: Pick<Post, 'text' | 'lang' | 'fromBrand' | 'app'>; pack: BrandPack }[],
  classifier: Classifier,
): StandingVerdict[] {
  const questions = asked.map(({ post: { text, lang, fromBrand }, pack }) => ({
    ...{ text, lang, fromBrand },
    brand: pack.name,
  }));
  return classifier.classify(questions).map(({ kind, scores, symptoms, surfaces }, index) => {
    const { post, pack } = asked[index]!;
    const named = symptoms.map(({ id }) => id);
    return {
      kind,
      pCurrent: scores.current,
      symptoms: namedByPack(named, post.text, pack),
      surfaces: namedByReview(
        surfaces.map(({ id }) => id),
        post,
      ),
      model: classifier.model,
    };
  });
}

function namedByPack(symptoms: string[], text: string, { symptomWords }: BrandPack): string[] {
  if (symptomWords === undefined || symptoms.length !== 1 || symptoms[0] !== 'other') return symptoms;
  const found = Object.keys(symptomWords).filter((id) => hasPhrase(text, symptomWords[id]!));
  return found.length > 0 ? found.map((id) => (isSharedSymptom(id) ? id : `own:${id}`)) : symptoms;
}

/** Whoever reviews an app means it, where no word of theirs tells what is broken; an app that names no system is that of the store's. */
function namedByReview(surfaces: SurfaceId[], { app }: Pick<Post, 'app'>): SurfaceId[] {
  const isAll = (told: SurfaceId) => surfaces.length > 0 && surfaces.every((id) => id === told);
  if (!app || !(isAll('unknown') || isAll('app'))) return surfaces;
  return isAll('app') ? ['app', 'ios'] : ['ios'];
}

function tidy(post: Post): Post {
  return { ...post, text: post.deleted ? '' : cleanText(post.text) };
}

function nameBrands(post: Post, knowledge: Knowledge, limits: JudgeLimits): NamedPost {
  const reason = dropReason(post, limits);
  const packs = reason === null ? brandsConcerned(knowledge.brands, post) : [];
  const outcome = reason ?? (packs.length === 0 ? 'no-brand' : 'kept');
  const judged: JudgedPost = {
    post,
    authorKey: authorKey(knowledge.salt, post.source, post.author),
    fingerprint: outcome === 'kept' ? fingerprint(post.text) : '',
    outcome,
    reports: [],
  };
  return { judged, packs };
}

function dropReason(post: Post, limits: JudgeLimits): DropReason | null {
  if (post.deleted) return 'deleted';
  if (post.createdAt > limits.nowMs + futureToleranceMs) return 'in-future';
  if (post.createdAt < limits.oldestMs) return 'too-old';
  if (post.repostOf !== undefined || repostMark.test(post.text)) return 'repost';
  if (post.text === '' && post.stated === undefined) return 'empty';
  return null;
}

function reportOf(judged: JudgedPost, pack: BrandPack, verdict: StandingVerdict, knowledge: Knowledge): Report {
  const { post } = judged;
  const { stated } = post;
  return {
    postId: post.id,
    brand: pack.id,
    source: post.source,
    kind: stated?.kind ?? verdict.kind,
    pCurrent: stated ? Number(stated.kind === 'current') : verdict.pCurrent,
    symptoms: (stated ?? verdict).symptoms as Report['symptoms'],
    surfaces: (stated ?? verdict).surfaces as Report['surfaces'],
    place: resolvePlace(knowledge.gazetteer, {
      profile: post.profileLocation,
      text: post.text,
      geo: post.geo,
      stores: knowledge.stores?.get(pack.id),
      appCountry: post.app?.country,
    }),
    authorKey: judged.authorKey,
    fingerprint: judged.fingerprint,
    minute: minuteOf(post.createdAt),
    model: stated ? decidedByForm : verdict.model,
    own: post.fromBrand ?? false,
  };
}
