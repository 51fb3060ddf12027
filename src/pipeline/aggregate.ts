import { tallyMinute } from '../core/counts/tally.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { replaceCounts, reportsByMinute, takeTouchedMinutes } from '../store/counts.ts';
import { type BrandMinute, repeatedMinutes } from '../store/reports.ts';

const minutesPerRound = 2_000;

/** Stage 2. Makes the counts of every touched minute again, round by round, and returns how many minutes it made. */
export async function aggregate(database: Database, authorWindowMinutes: number): Promise<number> {
  let made = 0;
  while (true) {
    const round = await database.transaction((tx) => aggregateRound(tx, authorWindowMinutes));
    made += round;
    if (round < minutesPerRound) return made;
  }
}

async function aggregateRound(tx: Queryable, authorWindowMinutes: number): Promise<number> {
  const touched = await takeTouchedMinutes(tx, minutesPerRound);
  for (const [brand, minutes] of byBrand(touched)) {
    const repeats = await repeatedMinutes(tx, brand, minutes, authorWindowMinutes);
    const reports = await reportsByMinute(tx, brand, [...new Set([...minutes, ...repeats])], authorWindowMinutes);
    await replaceCounts(tx, brand, new Map([...reports].map(([minute, some]) => [minute, tallyMinute(some)])));
  }
  return touched.length;
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
