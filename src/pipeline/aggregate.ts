import { tallyMinute } from '../core/counts/tally.ts';
import type { Database, Queryable } from '../ports/database.ts';
import {
  addMinutesToCount,
  type MinuteLimit,
  replaceCounts,
  reportsByMinute,
  type TakenMinutes,
  takeMinutesToCount,
  takeTouchedMinutes,
} from '../store/counts.ts';
import { type BrandMinute, repeatedMinutes } from '../store/reports.ts';

/** A round is one transaction: it holds up whoever else waits for the embedded database's one session. */
const reportsPerRound = 10_000;

export interface AggregateSettings {
  authorWindowMinutes: number;
  /** By brand the minute before which counts are made (exclusive): one that isn't over would only be counted again. */
  before?: ReadonlyMap<string, number>;
  /** Whether brands that aren't named there are counted, too. */
  others?: MinuteLimit['others'];
  /** False: minutes that were counted before wait, however many late posts they have by now. */
  again?: boolean;
}

/**
 * Stage 2. Makes the counts of every touched minute again, and of the minutes after it that it makes repeats in, each once,
 * round by round. Returns how many minutes it made, by brand.
 */
export async function aggregate(
  database: Database,
  { authorWindowMinutes, before = new Map(), others = 'all', again = true }: AggregateSettings,
): Promise<Map<string, number>> {
  const limit = { before, others, again, reports: reportsPerRound };
  while (await database.transaction((tx) => followTouched(tx, limit, authorWindowMinutes)));
  const made = new Map<string, number>();
  for (let more = true; more; ) {
    const counted = await database.transaction((tx) => countRound(tx, limit, authorWindowMinutes));
    for (const { brand } of counted.minutes) made.set(brand, (made.get(brand) ?? 0) + 1);
    more = counted.more;
  }
  return made;
}

/** Finds out what touched minutes mean for later ones. False when that was all. */
async function followTouched(tx: Queryable, limit: MinuteLimit, authorWindowMinutes: number): Promise<boolean> {
  const touched = await takeTouchedMinutes(tx, limit);
  const later: BrandMinute[] = [];
  for (const [brand, minutes] of byBrand(touched.minutes)) {
    const repeats = await repeatedMinutes(tx, brand, minutes, authorWindowMinutes);
    later.push(...repeats.map((minute) => ({ brand, minute })));
  }
  await addMinutesToCount(tx, [...touched.minutes, ...later]);
  return touched.more;
}

async function countRound(tx: Queryable, limit: MinuteLimit, authorWindowMinutes: number): Promise<TakenMinutes> {
  const taken = await takeMinutesToCount(tx, limit);
  for (const [brand, minutes] of byBrand(taken.minutes)) {
    const reports = await reportsByMinute(tx, brand, minutes, authorWindowMinutes);
    await replaceCounts(tx, brand, new Map([...reports].map(([minute, some]) => [minute, tallyMinute(some)])));
  }
  return taken;
}

function byBrand(touched: BrandMinute[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const { brand, minute } of touched) {
    const minutes = groups.get(brand);
    if (minutes) minutes.push(minute);
    else groups.set(brand, [minute]);
  }
  return groups;
}
