import type { Database } from '../ports/database.ts';
import { type AggregateSettings, aggregate } from './aggregate.ts';

/** Late posts wait no longer than this for their minute to be counted again. */
const longestRestMs = 10_000;
/** Minutes rest so many times as long as counting took. */
const restPerWork = 4;

export interface Rest {
  /** When minutes may be counted again, by `performance.now()`. */
  againAt: number;
}

/**
 * Counts minutes; with a rest, those that were counted before in a fifth of the time alone: in a flood a minute is a hundred thousand
 * reports, and late ones come every second. Returns how many minutes were counted, by brand.
 */
export async function countMinutes(
  database: Database,
  rest: Rest | null,
  settings: AggregateSettings,
): Promise<Map<string, number>> {
  if (!rest) return aggregate(database, settings);
  const startedAt = performance.now();
  const again = startedAt >= rest.againAt;
  const counted = await aggregate(database, { ...settings, again });
  const endedAt = performance.now();
  if (again) rest.againAt = endedAt + Math.min(longestRestMs, restPerWork * (endedAt - startedAt));
  return counted;
}
