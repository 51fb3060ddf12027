import type { BrandMatcher } from '../core/classify/brand-match.ts';
import { brandsConcerned } from '../core/classify/brand-subject.ts';
import type { Gazetteer } from '../core/geo/gazetteer.ts';
import { resolvePlace } from '../core/geo/resolve-place.ts';
import { fingerprint } from '../core/text/fingerprint.ts';
import { cleanText } from '../core/text/normalize.ts';
import type { BrandPack } from '../core/words/brand.ts';
import { minuteOf } from '../core/words/interval.ts';
import type { JudgedPost } from '../core/words/judged-post.ts';
import { decidedByForm } from '../core/words/label.ts';
import type { DropReason, Post } from '../core/words/post.ts';
import type { Report, Verdict } from '../core/words/report.ts';
import type { Classifier } from '../ports/classifier.ts';
import { authorKey } from './author-key.ts';

/** What judging rests on; fixed for the life of a process. */
export interface Knowledge {
  brands: BrandMatcher;
  classifier: Classifier;
  gazetteer: Gazetteer;
  salt: string;
}

/** Epoch ms; what was written before `oldestMs` or well after `nowMs` isn't counted. */
export interface JudgeLimits {
  nowMs: number;
  oldestMs: number;
}

const futureToleranceMs = 10 * 60_000;
const repostMark = /^RT @\w+:/;

interface Candidate {
  judged: JudgedPost;
  packs: BrandPack[];
}

/** Brand → kind, symptoms, surface → place, for a page of posts. Same posts, knowledge and instant: same answer. */
export function judgePosts(posts: Post[], knowledge: Knowledge, limits: JudgeLimits): JudgedPost[] {
  const candidates = posts.map((post) => nameBrands(tidy(post), knowledge, limits));
  const pairs = candidates.flatMap(({ judged, packs }) => packs.map((pack) => ({ judged, pack })));
  const verdicts = knowledge.classifier.classify(
    pairs.map(({ judged: { post }, pack }) => ({
      text: post.text,
      lang: post.lang,
      brand: pack.name,
      fromBrand: post.fromBrand,
    })),
  );
  pairs.forEach(({ judged, pack }, index) => {
    judged.reports.push(reportOf(judged, pack, verdicts[index]!, knowledge));
  });
  return candidates.map(({ judged }) => judged);
}

function tidy(post: Post): Post {
  return { ...post, text: post.deleted ? '' : cleanText(post.text) };
}

function nameBrands(post: Post, knowledge: Knowledge, limits: JudgeLimits): Candidate {
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

function reportOf(judged: JudgedPost, pack: BrandPack, verdict: Verdict, knowledge: Knowledge): Report {
  const { post } = judged;
  const { stated } = post;
  return {
    postId: post.id,
    brand: pack.id,
    source: post.source,
    kind: stated?.kind ?? verdict.kind,
    pCurrent: stated ? Number(stated.kind === 'current') : verdict.scores.current,
    symptoms: (stated ? stated.symptoms : verdict.symptoms.map(({ id }) => id)) as Report['symptoms'],
    surfaces: (stated ? stated.surfaces : verdict.surfaces.map(({ id }) => id)) as Report['surfaces'],
    place: resolvePlace(knowledge.gazetteer, { profile: post.profileLocation, text: post.text, geo: post.geo }),
    authorKey: judged.authorKey,
    fingerprint: judged.fingerprint,
    minute: minuteOf(post.createdAt),
    model: stated ? decidedByForm : knowledge.classifier.model,
  };
}
