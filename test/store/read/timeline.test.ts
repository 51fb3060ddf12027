import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TimelineBucket } from '../../../src/core/words/series.ts';
import type { Database } from '../../../src/ports/database.ts';
import { everySource } from '../../../src/store/read/source-scope.ts';
import { streamTimeline, type TimelineRequest } from '../../../src/store/read/timeline.ts';
import { openTestDatabase } from '../../support/database.ts';

const start = 29_000_000 - (29_000_000 % 1_440);
const days = 3;
const end = start + days * 1_440;
/** Sparse and irregular, but computable: what the fold must find again. */
const observedAt = (minute: number) => (minute % 7 === 0 ? minute % 5 : 0);
const mentionsAt = (minute: number) => (minute % 3 === 0 ? 1 + (minute % 4) : 0);
const meanAt = (minute: number) => 0.5 + (Math.floor(minute / 15) % 96) / 100;

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
  await database.query(
    `INSERT INTO stratum_count SELECT 'a', '*', '*', '*', m, m % 5 FROM generate_series($1::int4, $2::int4 - 1) m WHERE m % 7 = 0`,
    [start, end],
  );
  await database.query(
    `INSERT INTO brand_minute SELECT 'a', m, 1 + m % 4, 0, 0, 0, 0, 0, '{"x": {"mentions": 3}, "y": {"mentions": 1}}'
     FROM generate_series($1::int4, $2::int4 - 1) m WHERE m % 3 = 0`,
    [start, end],
  );
  await database.query(
    `INSERT INTO expectation SELECT 'a', '*', '*', '*', q, 0.5 + (q % 96) / 100.0, 0.3, 0 FROM generate_series($1::int4, $2::int4 - 1) q`,
    [start / 15, end / 15],
  );
});
afterAll(() => database.close());

async function timeline(changes: Partial<TimelineRequest> = {}): Promise<TimelineBucket[]> {
  const buckets: TimelineBucket[] = [];
  const request: TimelineRequest = {
    stratum: { brand: 'a', symptom: '*', surface: '*', area: '*' },
    range: { from: start, to: end },
    width: '1m',
    zone: 'UTC',
    asOfMinute: end,
    sources: everySource,
    ...changes,
  };
  for await (const batch of streamTimeline(database, request)) buckets.push(...batch);
  return buckets;
}

describe('streamTimeline', () => {
  it('finds every minute again', async () => {
    const buckets = await timeline();
    expect(buckets).toHaveLength(days * 1_440);
    for (const [i, bucket] of buckets.entries()) {
      const minute = start + i;
      expect(bucket.at).toBe(minute * 60_000);
      expect(bucket.observed).toBe(observedAt(minute));
      expect(bucket.mentions).toBe(mentionsAt(minute));
      expect(bucket.expected).toBeCloseTo(meanAt(minute), 6);
      expect(bucket.exposure).toBe(1);
    }
  });

  it.each(['5m', '15m', '1h', '1d'] as const)('sums them to %s', async (width) => {
    const buckets = await timeline({ width });
    const size = (days * 1_440) / buckets.length;
    for (const [i, bucket] of buckets.entries()) {
      const minutes = Array.from({ length: size }, (_, k) => start + i * size + k);
      const sum = (of: (minute: number) => number) => minutes.reduce((total, minute) => total + of(minute), 0);
      expect(bucket.observed).toBe(sum(observedAt));
      expect(bucket.mentions).toBe(sum(mentionsAt));
      expect(bucket.expected).toBeCloseTo(sum(meanAt), 5);
      expect(bucket.lower!).toBeLessThanOrEqual(bucket.expected!);
      expect(bucket.upper!).toBeGreaterThanOrEqual(bucket.expected!);
    }
  });

  it('cuts a range out of the middle of quarters and batches', async () => {
    const whole = await timeline();
    expect(await timeline({ range: { from: start + 721, to: start + 1_507 } })).toEqual(whole.slice(721, 1_507));
  });

  it('doesn’t tell what isn’t judged yet', async () => {
    expect(await timeline({ asOfMinute: start + 100 })).toHaveLength(100);
    const [day] = await timeline({ width: '1d', asOfMinute: start + 720 });
    expect(day!.exposure).toBe(0.5);
    expect(await timeline({ asOfMinute: start })).toEqual([]);
  });

  it('has no expectation for a series that nobody watches', async () => {
    const [bucket] = await timeline({ stratum: { brand: 'a', symptom: 'cart', surface: '*', area: '*' }, width: '1d' });
    expect(bucket).toMatchObject({ observed: 0, expected: null, lower: null, excess: null });
  });

  it('weighs a gap by what its source usually brings', async () => {
    const from = start + 1_440;
    await database.query('INSERT INTO source (id, kind, state_since) VALUES ($1, $1, 0), ($2, $2, 0)', ['x', 'y']);
    await database.query('INSERT INTO source_gap VALUES ($1, $2, $3, $4), ($5, $2, $6, $4)', [
      'x',
      from,
      from + 30,
      'down',
      'y',
      from + 10,
    ]);
    const buckets = await timeline({ range: { from, to: from + 60 } });
    // Both are down: nothing is expected of a minute that nobody saw.
    expect(buckets[5]).toMatchObject({ exposure: 0, expected: null, excess: null });
    // y brings one mention in four.
    expect(buckets[12]!.exposure).toBe(0.25);
    expect(buckets[12]!.expected).toBeCloseTo(meanAt(from + 12) / 4, 6);
    expect(buckets[40]!.exposure).toBe(1);
    expect((await timeline({ range: { from, to: from + 60 }, width: '1h' }))[0]!.exposure).toBeCloseTo(
      (20 * 0.25 + 30) / 60,
      6,
    );
    await database.query('DELETE FROM source_gap');
  });

  it('lets go of the database when the reader stops', async () => {
    for (let i = 0; i < 12; i++)
      for await (const batch of streamTimeline(database, {
        stratum: { brand: 'a', symptom: '*', surface: '*', area: '*' },
        range: { from: start, to: end },
        width: '1m',
        zone: 'UTC',
        asOfMinute: end,
        sources: everySource,
      }))
        if (batch.length > 0) break;
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
