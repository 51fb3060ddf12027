import { z } from 'zod';
import { hashWord } from '../../core/text/tokenize.ts';
import type { FetchedPost, SourceNotice } from '../../ports/source.ts';

/** Item id → its instant, epoch ms, and its version; older cursors have the instant alone. */
const met = z.record(z.string(), z.union([z.number(), z.tuple([z.number(), z.string()])]));
type Met = z.output<typeof met>;

/**
 * Position in a listing that only runs from the newest item backwards. A walk goes from the newest down to what is known;
 * only when it has arrived there, its newest items become the known ones. A cursor saved in the middle of a walk
 * continues it, so that nothing between is lost.
 */
export const walkPosition = z.object({
  /** Items at or before this instant (epoch ms) are known, except those that turn up late. */
  floorAt: z.number(),
  /** Items near the floor, which would be met again. */
  known: met,
  /** When the last walk that arrived was begun: by then the listing held all, but for what turns up late. */
  readAt: z.number().optional(),
  /** Present while a walk is under way. */
  walk: z
    .object({
      /** Where the service continues: its own token. */
      token: z.string(),
      topAt: z.number(),
      seen: met,
      begunAt: z.number().optional(),
      /** Oldest instant met, and how many items the listing has shown. */
      bottomAt: z.number().optional(),
      shown: z.number().optional(),
    })
    .optional(),
});
export type WalkPosition = z.output<typeof walkPosition>;

export interface WalkedItem {
  id: string;
  createdAt: number;
  /** Another one for each edit, which leaves the instant as it is. */
  version?: string;
}

/** A post as an item of a walk; its version is a hash of what can be edited, since not all services number their edits. */
export function walked(
  post: FetchedPost,
  id: string = post.nativeId,
): WalkedItem & { version: string; post: FetchedPost } {
  const version = (hashWord(`${post.deleted ? '-' : '+'}${post.text}`) >>> 0).toString(36);
  return { id, createdAt: post.createdAt, version, post };
}

export interface WalkStep<Item extends WalkedItem> {
  /** Items of this page that are new or were changed. */
  fresh: Item[];
  position: WalkPosition;
  more: boolean;
  /** `gap` when the listing ended before the walk came to what is known. */
  notices: SourceNotice[];
}

/** A page as the service gave it, newest first. */
export interface WalkedPage<Item extends WalkedItem> {
  items: readonly Item[];
  /** Null: the listing ends here. */
  nextToken: string | null;
  /** The listing, in words, and when it was asked for, epoch ms. */
  where: string;
  askedAt: number;
  /** Whether a listing that ends here does so because nothing is older, and not because it shows no more. */
  isWhole: boolean;
}

/** Items met this recently in a walk can come again on its next page, pushed down by newer ones. */
const neighbors = 200;

/** A walk that took longer was interrupted. */
const longestWalkMs = 60_000;

/** Position of a listing of which nothing is known and everything after `fromAt` wanted. */
export function startWalk(fromAt: number, overlapMs: number): WalkPosition {
  return { floorAt: fromAt + overlapMs, known: {} };
}

/** Takes one page into the walk. `overlapMs`: how late an item may turn up in the listing and still be found. */
export function stepBack<Item extends WalkedItem>(
  position: WalkPosition,
  page: WalkedPage<Item>,
  overlapMs: number,
): WalkStep<Item> {
  const { floorAt, known, walk } = position;
  const lowest = floorAt - overlapMs;
  const before = { ...known, ...walk?.seen };
  const isNew = (item: Item) => !Object.hasOwn(before, item.id) || isChanged(item, before[item.id]!);
  const fresh = page.items.filter((item) => item.createdAt > lowest && isNew(item));
  // A date in the future must not become the floor: all that is written until then would lie below it.
  const instants = page.items.map((item) => Math.min(item.createdAt, page.askedAt));
  const topAt = Math.max(walk?.topAt ?? floorAt, ...instants);
  const bottomAt = Math.min(walk?.bottomAt ?? topAt, ...instants);
  const begunAt = walk?.begunAt ?? page.askedAt;
  const seen = { ...walk?.seen, ...Object.fromEntries(fresh.map(remembered)) };
  const arrived = page.nextToken === null || page.items.some((item) => item.createdAt <= lowest);
  if (arrived)
    return {
      fresh,
      position: { floorAt: topAt, known: nearTop({ ...known, ...seen }, topAt, overlapMs), readAt: begunAt },
      // After an interruption what was written meanwhile is not read yet.
      more: page.askedAt - begunAt > longestWalkMs,
      notices: page.isWhole ? [] : missedBelow(bottomAt, { position, where: page.where, overlapMs }),
    };
  const recent = Object.fromEntries(Object.entries(seen).slice(-neighbors));
  const kept = { ...nearTop(seen, topAt, overlapMs), ...recent };
  const shown = shownWith(position, page.items.length);
  const next = { token: page.nextToken!, topAt, seen: kept, begunAt, bottomAt, shown };
  return { fresh, position: { ...position, walk: next }, more: true, notices: [] };
}

/** How many items a listing has shown in the walk under way, with so many more. */
export function shownWith({ walk }: WalkPosition, more: number): number {
  return (walk?.shown ?? 0) + more;
}

/** What lies between what is known and the oldest item that the listing still shows. */
function missedBelow(
  bottomAt: number,
  { position, where, overlapMs }: { position: WalkPosition; where: string; overlapMs: number },
): SourceNotice[] {
  const { floorAt, readAt = floorAt } = position;
  const fromAt = Math.max(floorAt, readAt - overlapMs);
  if (bottomAt <= fromAt) return [];
  const message = 'the listing ends before it comes to what was read before; what lies between is missed';
  return [{ kind: 'gap', where, message, fromAt, toAt: bottomAt }];
}

/** Its instant moved, or it has another version. Of one that an older cursor remembers the version isn't known. */
function isChanged({ createdAt, version = '' }: WalkedItem, before: Met[string]): boolean {
  if (typeof before === 'number') return before !== createdAt;
  return before[0] !== createdAt || before[1] !== version;
}

function remembered({ id, createdAt, version }: WalkedItem): [string, Met[string]] {
  return [id, version === undefined ? createdAt : [createdAt, version]];
}

function nearTop(items: Met, topAt: number, overlapMs: number): Met {
  const atOf = (one: Met[string]) => (typeof one === 'number' ? one : one[0]);
  return Object.fromEntries(Object.entries(items).filter(([, one]) => atOf(one) > topAt - overlapMs - 1));
}
