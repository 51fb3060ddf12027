import { isPostDate } from '../core/words/post-date.ts';
import { type FetchedPost, SourceError, type SourcePage } from '../ports/source.ts';
import { futureToleranceMs } from './judge.ts';

const fewestToJudgeClock = 3;

/**
 * The page without posts whose date can't be right, each told with the reason. Believed, such a date would say when the source spoke: one
 * ahead of us would hide its silence, and one of the year 9999 fits in no column of minutes. What is gone at its source goes, whenever it
 * was written.
 */
export function withoutOddDates(page: SourcePage, nowMs: number): SourcePage {
  const possible = page.posts.filter(({ createdAt }) => isPostDate(createdAt));
  refuseWrongClock(possible, nowMs);
  if (page.posts.every(({ createdAt }) => faultOf(createdAt, nowMs) === null)) return page;
  const posts: FetchedPost[] = [];
  const malformed = [...page.malformed];
  for (const post of page.posts) {
    const fault = faultOf(post.createdAt, nowMs);
    if (fault === null) posts.push(post);
    else if (post.deleted) posts.push({ ...post, createdAt: nowMs });
    else malformed.push({ where: `post ${post.nativeId}`, message: fault });
  }
  return { ...page, posts, malformed };
}

/** A page of nothing but the future means that the clock of this machine is behind: its posts would be lost while nobody mends it. */
function refuseWrongClock(posts: readonly FetchedPost[], nowMs: number): void {
  if (posts.length < fewestToJudgeClock) return;
  const earliest = posts.reduce((least, { createdAt }) => Math.min(least, createdAt), Number.POSITIVE_INFINITY);
  if (earliest <= nowMs + futureToleranceMs) return;
  const minutes = Math.round((earliest - nowMs) / 60_000);
  throw new SourceError(
    'malformed',
    `all of its posts lie at least ${minutes} minutes in the future: set the clock of this machine`,
  );
}

function faultOf(createdAt: number, nowMs: number): string | null {
  if (!isPostDate(createdAt)) return `${dateText(createdAt)} is not the date of a post`;
  if (createdAt <= nowMs + futureToleranceMs) return null;
  const minutes = Math.round((createdAt - nowMs) / 60_000);
  return `its date, ${dateText(createdAt)}, lies ${minutes} minutes in the future; if all are so, set the clock of this machine`;
}

/** Beyond this many milliseconds there are no dates. */
const mostMs = 8.64e15;

function dateText(atMs: number): string {
  return Math.abs(atMs) <= mostMs ? new Date(atMs).toISOString() : `${atMs} ms`;
}
