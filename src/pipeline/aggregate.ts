import { tallyMinute } from '../core/counts/tally.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { replaceCounts, reportsByMinute, takeTouchedMinutes } from '../store/counts.ts';
import { type BrandMinute, repeatedMinutes } from '../store/reports.ts';

/** A round is one transaction: it holds up whoever else waits for the embedded database's one session. */
const reportsPerRound = 10_000;

export interface AggregateSettings {
  authorWindowMinutes: number;
  /** By brand the minute before which counts are made (exclusive): one that isn't over would only be counted again. */
  before?: ReadonlyMap<string, number>;
}

/** Stage 2. Makes the counts of every touched minute again, round by round. Returns how many minutes it made, by brand. */
export async function aggregate(database: Database, settings: AggregateSettings): Promise<Map<string, number>> {
  const made = new Map<string, number>();
  while (true) {
    const touched = await database.transaction((tx) => aggregateRound(tx, settings));
    if (touched.length === 0) return made;
    for (const { brand } of touched) made.set(brand, (made.get(brand) ?? 0) + 1);
  }
}

async function aggregateRound(
  tx: Queryable,
  { authorWindowMinutes, before = new Map() }: AggregateSettings,
): Promise<BrandMinute[]> {
  const touched = await takeTouchedMinutes(tx, { before, reports: reportsPerRound });
  for (const [brand, minutes] of byBrand(touched)) {
    const repeats = await repeatedMinutes(tx, brand, minutes, authorWindowMinutes);
    const reports = await reportsByMinute(tx, brand, [...new Set([...minutes, ...repeats])], authorWindowMinutes);
    await replaceCounts(tx, brand, new Map([...reports].map(([minute, some]) => [minute, tallyMinute(some)])));
  }
  return touched;
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
