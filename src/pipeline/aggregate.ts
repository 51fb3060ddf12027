import { tallyMinute } from '../core/counts/tally.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { replaceCounts, reportsByMinute, takeTouchedMinutes } from '../store/counts.ts';
import { type BrandMinute, repeatedMinutes } from '../store/reports.ts';

const minutesPerRound = 2_000;

/** Stage 2. Makes the counts of every touched minute again, round by round. Returns how many minutes it made, by brand. */
export async function aggregate(database: Database, authorWindowMinutes: number): Promise<Map<string, number>> {
  const made = new Map<string, number>();
  while (true) {
    const touched = await database.transaction((tx) => aggregateRound(tx, authorWindowMinutes));
    for (const { brand } of touched) made.set(brand, (made.get(brand) ?? 0) + 1);
    if (touched.length < minutesPerRound) return made;
  }
}

async function aggregateRound(tx: Queryable, authorWindowMinutes: number): Promise<BrandMinute[]> {
  const touched = await takeTouchedMinutes(tx, minutesPerRound);
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
