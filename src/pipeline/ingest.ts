import { minuteOf } from '../core/words/interval.ts';
import type { JudgedPost } from '../core/words/judged-post.ts';
import type { Post } from '../core/words/post.ts';
import type { Queryable } from '../ports/database.ts';
import { noteCopyChanges } from '../store/copies.ts';
import { findErased, isAnybodyErased } from '../store/erasures.ts';
import {
  findKnownPosts,
  findOriginals,
  findStoredPosts,
  insertPosts,
  type KnownPost,
  lockFingerprints,
  updatePosts,
} from '../store/posts.ts';
import { insertReports, removeReports, touchMinutes } from '../store/reports.ts';
import { authorKey } from './author-key.ts';
import { type JudgeLimits, judgeNamed, type Knowledge, type NamedPost, namePosts } from './judge.ts';

export interface IngestSettings {
  /** A person counts once in this many minutes. */
  authorWindowMinutes: number;
  /** Near copies of a text within this many hours count once. */
  copyWindowHours: number;
  retentionDays: number;
}

/** What became of a page. */
export interface IngestResult {
  seen: number;
  stored: number;
  unchanged: number;
  /** Stored posts by outcome: `kept` or the reason for which they aren't counted. */
  outcomes: Record<string, number>;
  /** From a post's own time to now, of those that weren't known. */
  delaysMs: number[];
}

export interface IngestContext {
  knowledge: Knowledge;
  settings: IngestSettings;
  nowMs: number;
  /** What a source reports as gone without knowing whether it was ever stored here. */
  gone?: { source: string; nativeIds: string[]; authors: string[] };
  /** Where others may store posts at the same moment: copies of one text wait for each other. */
  isShared?: boolean;
  /** Posts whose brands are known already, with the same knowledge and limits; some may be judged. */
  named?: ReadonlyMap<Post, NamedPost>;
}

/** Instants between which a post must have been written to be counted. */
export function judgeLimits({ settings, nowMs }: Pick<IngestContext, 'settings' | 'nowMs'>): JudgeLimits {
  return { nowMs, oldestMs: nowMs - settings.retentionDays * 86_400_000 };
}

/**
 * Stage 1. Judges a page of posts and writes them, their reports and the minutes they touch, in the caller's
 * transaction, so that the source's cursor can move with them. Known posts are updated when they changed, else left.
 * Rejects with a `conflict` when another transaction has stored or changed one of them meanwhile: `storing` begins it again.
 */
export async function ingestPosts(tx: Queryable, posts: Post[], context: IngestContext): Promise<IngestResult> {
  const { settings, nowMs } = context;
  const wanted = await withoutErased(tx, posts, context.knowledge.salt);
  const latest = lastOfEach([...wanted.map(storable), ...(await erasures(tx, context))]);
  const known = await findKnownPosts(
    tx,
    latest.map(({ id }) => id),
  );
  const named = nameBrands(
    latest.filter((post) => !isGone(post, known.get(post.id))).map((post) => atKnownTime(post, known.get(post.id))),
    context,
  ).filter(({ judged }) => isNews(judged, known.get(judged.post.id)));
  const changed = named.map(({ judged }) => judged);
  // Where others wait for these texts, what is most likely kept is judged before.
  if (context.isShared) judgeNamed(firstOfEachText(named), context.knowledge);
  await dropCopies(tx, changed, context);
  // After copies are known: of a text that a thousand people repeat one is judged.
  judgeNamed(named, context.knowledge);
  const reports = changed.flatMap((one) => (one.outcome === 'kept' ? one.reports : []));
  if (changed.length > 0) {
    const replaced = changed.filter(({ post }) => known.has(post.id));
    const fresh = changed.filter(({ post }) => !known.has(post.id));
    await updatePosts(tx, replaced, { known, fetchedAt: nowMs });
    const ids = replaced.map(({ post }) => post.id);
    const vacated = await removeReports(tx, ids, settings.authorWindowMinutes);
    await insertPosts(tx, fresh, nowMs);
    await insertReports(tx, reports);
    await touchMinutes(tx, [...vacated, ...reports]);
    const copies = changed.filter(({ post, outcome }) => [outcome, known.get(post.id)?.outcome].includes('near-copy'));
    await noteCopyChanges(tx, copies.map(minuteOfPost));
  }
  return {
    seen: posts.length,
    stored: changed.length,
    unchanged: latest.length - changed.length,
    outcomes: countBy(changed),
    delaysMs: changed.filter(({ post }) => !known.has(post.id)).map(({ post }) => nowMs - post.createdAt),
  };
}

function minuteOfPost({ post }: JudgedPost): { source: string; minute: number } {
  return { source: post.source, minute: minuteOf(post.createdAt) };
}

/** A post stays in the minute in which it was first seen to be written, whatever a feed says when it is edited. */
function atKnownTime(post: Post, known: KnownPost | undefined): Post {
  return known === undefined || known.created_at === post.createdAt ? post : { ...post, createdAt: known.created_at };
}

function nameBrands(posts: Post[], context: IngestContext): NamedPost[] {
  const unknown = posts.filter((post) => !context.named?.has(post));
  const fresh = namePosts(unknown, context.knowledge, judgeLimits(context));
  const namedNow = new Map(fresh.map((one, index) => [unknown[index]!, one]));
  return posts.map((post) => context.named?.get(post) ?? namedNow.get(post)!);
}

function firstOfEachText(named: NamedPost[]): NamedPost[] {
  const seen = new Set<string>();
  return named.filter(({ judged: { fingerprint } }) => {
    const isFirst = fingerprint === '' || !seen.has(fingerprint);
    seen.add(fingerprint);
    return isFirst;
  });
}

/** Posts of people who had theirs erased are passed over. */
async function withoutErased(tx: Queryable, posts: Post[], salt: string | null): Promise<Post[]> {
  if (posts.length === 0 || !(await isAnybodyErased(tx))) return posts;
  const keys = posts.map(({ source, author }) => authorKey(salt, source, author));
  const erased = await findErased(tx, keys);
  return posts.filter((_, index) => !erased.has(keys[index]!));
}

/** Stored posts that are gone at their source, as deletions. */
async function erasures(tx: Queryable, { gone, knowledge }: IngestContext): Promise<Post[]> {
  if (!gone || gone.nativeIds.length + gone.authors.length === 0) return [];
  const { source } = gone;
  const ids = gone.nativeIds.map((id) => `${source}:${id}`);
  const authors = gone.authors.map((author) => authorKey(knowledge.salt, source, author));
  const stored = await findStoredPosts(tx, { source, ids, authors });
  return stored.map(({ id, created_at }) => ({
    id,
    source,
    nativeId: id.slice(source.length + 1),
    author: '',
    text: '',
    createdAt: created_at,
    deleted: true,
  }));
}

const unstorable = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** No store holds NUL or half a character. In a text they are cleaned away; an id must only stay the same each time. */
function storable(post: Post): Post {
  const { id, lang, url, repostOf } = post;
  if ([id, lang, url, repostOf].every((text) => text === undefined || mended(text) === text)) return post;
  return {
    ...post,
    id: mended(id),
    lang: lang && mended(lang),
    url: url && mended(url),
    repostOf: repostOf && mended(repostOf),
  };
}

function mended(text: string): string {
  return text.replace(unstorable, '\uFFFD');
}

function countBy(judged: JudgedPost[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of judged) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The same post twice in a page is the later version; once deleted it stays deleted. */
function lastOfEach(posts: Post[]): Post[] {
  const byId = new Map<string, Post>();
  for (const post of posts) {
    const before = byId.get(post.id);
    byId.set(post.id, before?.deleted ? before : before && post.deleted ? { ...before, deleted: true } : post);
  }
  return [...byId.values()];
}

/** Deletions of posts that were never stored, and anything about posts already deleted, change nothing. */
function isGone(post: Post, known: KnownPost | undefined): boolean {
  return post.deleted
    ? known === undefined || known.deleted_at !== null
    : known !== undefined && known.deleted_at !== null;
}

function isNews({ post }: JudgedPost, known: KnownPost | undefined): boolean {
  if (!known) return true;
  return post.deleted === true || post.text !== known.text;
}

/** Of posts with one fingerprint the earliest counts; the rest are near copies. */
async function dropCopies(
  tx: Queryable,
  judged: JudgedPost[],
  { settings, isShared }: Pick<IngestContext, 'settings' | 'isShared'>,
): Promise<void> {
  const windowMs = settings.copyWindowHours * 3_600_000;
  const candidates = judged.filter(({ outcome, fingerprint }) => outcome === 'kept' && fingerprint !== '');
  if (candidates.length === 0) return;
  const times = candidates.map(({ post }) => post.createdAt);
  const range = { fromMs: minimum(times) - windowMs, toMs: maximum(times) + windowMs };
  const fingerprints = [...new Set(candidates.map(({ fingerprint }) => fingerprint))];
  if (isShared) await lockFingerprints(tx, fingerprints);
  const originals = await findOriginals(tx, fingerprints, range);
  for (const one of candidates) {
    const original = originals.get(one.fingerprint);
    if (original && original.id !== one.post.id && Math.abs(one.post.createdAt - original.createdAt) <= windowMs) {
      one.outcome = 'near-copy';
      one.reports = [];
    } else {
      originals.set(one.fingerprint, { id: one.post.id, createdAt: one.post.createdAt });
    }
  }
}

function minimum(values: number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

function maximum(values: number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
