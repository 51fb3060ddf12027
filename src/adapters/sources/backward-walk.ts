import { z } from 'zod';

/** Item id → its instant, epoch ms. */
const met = z.record(z.string(), z.number());

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
  /** Present while a walk is under way. */
  walk: z
    .object({
      /** Where the service continues: its own token. */
      token: z.string(),
      topAt: z.number(),
      seen: met,
    })
    .optional(),
});
export type WalkPosition = z.output<typeof walkPosition>;

export interface WalkedItem {
  id: string;
  createdAt: number;
}

export interface WalkStep<Item extends WalkedItem> {
  /** Items of this page that are new. */
  fresh: Item[];
  position: WalkPosition;
  more: boolean;
}

/** Items met this recently in a walk can come again on its next page, pushed down by newer ones. */
const neighbors = 200;

/** Position of a listing of which nothing is known and everything after `fromAt` wanted. */
export function startWalk(fromAt: number, overlapMs: number): WalkPosition {
  return { floorAt: fromAt + overlapMs, known: {} };
}

/**
 * Takes one page (newest first) into the walk. `nextToken` null: the listing ends here. `overlapMs`: how late an item may
 * turn up in the listing and still be found.
 */
export function stepBack<Item extends WalkedItem>(
  position: WalkPosition,
  page: { items: readonly Item[]; nextToken: string | null },
  overlapMs: number,
): WalkStep<Item> {
  const { floorAt, known, walk } = position;
  const lowest = floorAt - overlapMs;
  const before = { ...known, ...walk?.seen };
  // An item whose instant moved was changed.
  const isNew = (item: Item) => !Object.hasOwn(before, item.id) || before[item.id] !== item.createdAt;
  const fresh = page.items.filter((item) => item.createdAt > lowest && isNew(item));
  const topAt = Math.max(walk?.topAt ?? floorAt, ...page.items.map((item) => item.createdAt));
  const seen = { ...walk?.seen, ...Object.fromEntries(fresh.map((item) => [item.id, item.createdAt])) };
  const arrived = page.nextToken === null || page.items.some((item) => item.createdAt <= lowest);
  if (arrived)
    return {
      fresh,
      position: { floorAt: topAt, known: nearTop({ ...known, ...seen }, topAt, overlapMs) },
      more: false,
    };
  const recent = Object.fromEntries(Object.entries(seen).slice(-neighbors));
  const kept = { ...nearTop(seen, topAt, overlapMs), ...recent };
  return { fresh, position: { floorAt, known, walk: { token: page.nextToken!, topAt, seen: kept } }, more: true };
}

function nearTop(items: Record<string, number>, topAt: number, overlapMs: number): Record<string, number> {
  return Object.fromEntries(Object.entries(items).filter(([, at]) => at > topAt - overlapMs - 1));
}
