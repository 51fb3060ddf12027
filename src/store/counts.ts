import type { MinuteTally, TalliedReport } from '../core/counts/tally.ts';
import type { Queryable } from '../ports/database.ts';
import { distinctMinutes, type Touch, type TouchedMinute } from './reports.ts';

/** Minutes whose reports are counted to see how many of them a round can take. */
const mostMinutes = 480;

/** Which minutes to take: before its brand's minute (exclusive), and how many at a time. */
export interface MinuteLimit {
  before: ReadonlyMap<string, number>;
  /** Brands that aren't named: all of their minutes, or none. */
  others: 'all' | 'none';
  /** Minutes are taken until they hold this many reports. */
  reports: number;
  /** Whether minutes that were counted before are taken, too. */
  again: boolean;
}

export interface TakenMinutes {
  minutes: TouchedMinute[];
  /** Others were due, too. */
  more: boolean;
}

/** Minutes that posts were written to, changed in or removed from; whoever touches them meanwhile waits and touches them anew. */
export const takeTouchedMinutes = (tx: Queryable, limit: MinuteLimit) =>
  takeMinutes(tx, { table: 'touched_minute', touches: 'touches' }, limit);

/** Minutes that are to be counted again. */
export const takeMinutesToCount = (tx: Queryable, limit: MinuteLimit) =>
  takeMinutes(tx, { table: 'minute_to_count', touches: 'times' }, limit);

/**
 * Takes minutes away, at least one if there is any. Those that another process has just taken are left to it. A minute holds about as many
 * reports as were counted in it last, and those that touched it since: cheaper to know than to count, and too few only for removals and what
 * the brand itself said.
 */
async function takeMinutes(
  tx: Queryable,
  { table, touches }: { table: 'touched_minute' | 'minute_to_count'; touches: string },
  { before, others, reports, again }: MinuteLimit,
): Promise<TakenMinutes> {
  const minutes = await tx.query<TouchedMinute & { more: boolean } & Record<string, unknown>>(
    `WITH due AS MATERIALIZED (
       SELECT t.brand, t.minute, t.${touches} + coalesce((SELECT m.mentions FROM brand_minute m WHERE m.brand = t.brand AND m.minute = t.minute), 0) AS reports
       FROM ${table} t LEFT JOIN unnest($1::text[], $2::int4[]) AS b(brand, before) ON b.brand = t.brand
       WHERE ((b.before IS NULL AND $4::boolean) OR t.minute < b.before)
         AND ($5::boolean OR NOT EXISTS (SELECT 1 FROM brand_minute m WHERE m.brand = t.brand AND m.minute = t.minute))
       ORDER BY t.brand, t.minute LIMIT ${mostMinutes}),
     chosen AS MATERIALIZED (
       SELECT brand, minute FROM (SELECT brand, minute, sum(reports) OVER (ORDER BY brand, minute) - reports AS ahead FROM due) AS d
       WHERE ahead < $3::int8),
     taken AS MATERIALIZED (
       SELECT t.brand, t.minute FROM ${table} t JOIN chosen USING (brand, minute) FOR UPDATE OF t SKIP LOCKED)
     DELETE FROM ${table} WHERE (brand, minute) IN (SELECT brand, minute FROM taken)
     RETURNING brand, minute, ${touches} AS touches, (SELECT count(*) FROM due) > (SELECT count(*) FROM chosen) OR (SELECT count(*) FROM due) = ${mostMinutes} AS more`,
    [[...before.keys()], [...before.values()], reports, others === 'all', again],
  );
  return { minutes, more: minutes[0]?.more ?? false };
}

export async function addMinutesToCount(tx: Queryable, minutes: Touch[]): Promise<void> {
  const distinct = distinctMinutes(minutes);
  if (distinct.length === 0) return;
  await tx.query(
    `INSERT INTO minute_to_count (brand, minute, times) SELECT * FROM unnest($1::text[], $2::int4[], $3::int4[])
     ON CONFLICT (brand, minute) DO UPDATE SET times = minute_to_count.times + excluded.times`,
    [distinct.map(({ brand }) => brand), distinct.map(({ minute }) => minute), distinct.map(({ touches }) => touches)],
  );
}

type TalliedRow = TalliedReport & { minute: number } & Record<string, unknown>;

/**
 * All reports of a brand in the given minutes, by minute, with whether their authors spoke within the window before. Reports of people who
 * have one that counts in a minute come together where they say the same: in a flood a minute holds a hundred thousand, and a few
 * hundred things to say. No join: what isn't known of a growing table would make it a loop in a loop.
 */
export async function reportsByMinute(
  tx: Queryable,
  brand: string,
  minutes: number[],
  authorWindowMinutes: number,
): Promise<Map<number, TalliedReport[]>> {
  const rows = await tx.query<TalliedRow>(
    `WITH said AS MATERIALIZED (
       SELECT r.minute, r.source, r.kind, r.own, r.symptoms, r.surfaces, r.country, r.state, r.metro, r.author_key,
         r.kind = 'current' AND EXISTS (
           SELECT 1 FROM report e WHERE e.brand = r.brand AND e.author_key = r.author_key AND e.kind = 'current'
             AND e.minute + 0 >= r.minute - $3::int4 AND e.minute + 0 < r.minute) AS repeated
       FROM report r WHERE r.brand = $1 AND r.minute = ANY($2::int4[])),
     counted AS (
       SELECT *, CASE WHEN count(*) OVER (PARTITION BY minute, author_key COLLATE "C") > 1 THEN author_key END AS who
       FROM said WHERE kind = 'current' AND NOT repeated AND NOT own)
     SELECT minute, source, kind, own, repeated, symptoms, surfaces, country, state, metro, who AS "authorKey", count(*)::int4 AS times
     FROM counted GROUP BY minute, source, kind, own, repeated, symptoms, surfaces, country, state, metro, who
     UNION ALL
     SELECT minute, source, kind, own, repeated, '{}', '{}', NULL, NULL, NULL, NULL, count(*)::int4
     FROM said WHERE kind <> 'current' OR repeated OR own GROUP BY minute, source, kind, own, repeated`,
    [brand, minutes, authorWindowMinutes],
  );
  const byMinute = new Map<number, TalliedReport[]>(minutes.map((minute) => [minute, []]));
  for (const { minute, ...report } of rows) byMinute.get(minute)?.push(report);
  return byMinute;
}

/** Replaces the counts of a brand's minutes and marks them as changed for detection. */
export async function replaceCounts(tx: Queryable, brand: string, tallies: Map<number, MinuteTally>): Promise<void> {
  const minutes = [...tallies.keys()];
  await tx.query('DELETE FROM stratum_count WHERE brand = $1 AND minute = ANY($2::int4[])', [brand, minutes]);
  const strata = [...tallies].flatMap(([minute, { strata }]) => strata.map((stratum) => ({ minute, ...stratum })));
  if (strata.length > 0) {
    await tx.query(
      `INSERT INTO stratum_count (brand, symptom, surface, area, minute, observed)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::int4[], $6::int4[])`,
      [
        brand,
        strata.map(({ symptom }) => symptom),
        strata.map(({ surface }) => surface),
        strata.map(({ area }) => area),
        strata.map(({ minute }) => minute),
        strata.map(({ observed }) => observed),
      ],
    );
  }
  await upsertBrandMinutes(tx, brand, tallies);
  await tx.query(
    `INSERT INTO changed_minute (brand, minute) SELECT $1, * FROM unnest($2::int4[])
     ON CONFLICT (brand, minute) DO UPDATE SET changes = changed_minute.changes + 1`,
    [brand, minutes],
  );
}

async function upsertBrandMinutes(tx: Queryable, brand: string, tallies: Map<number, MinuteTally>): Promise<void> {
  const pick = (choose: (tally: MinuteTally) => number) => [...tallies.values()].map(choose);
  await tx.query(
    `INSERT INTO brand_minute (brand, minute, mentions, current, resolved, ack, chatter, located, by_source)
     SELECT $1, minute, mentions, current, resolved, ack, chatter, located, by_source::jsonb
     FROM unnest($2::int4[], $3::int4[], $4::int4[], $5::int4[], $6::int4[], $7::int4[], $8::int4[], $9::text[])
       AS t(minute, mentions, current, resolved, ack, chatter, located, by_source)
     ON CONFLICT (brand, minute) DO UPDATE SET mentions = excluded.mentions, current = excluded.current, resolved = excluded.resolved,
       ack = excluded.ack, chatter = excluded.chatter, located = excluded.located, by_source = excluded.by_source`,
    [
      brand,
      [...tallies.keys()],
      pick(({ mentions }) => mentions),
      pick(({ current }) => current),
      pick(({ resolved }) => resolved),
      pick(({ ack }) => ack),
      pick(({ chatter }) => chatter),
      pick(({ located }) => located),
      [...tallies.values()].map(({ bySource }) => JSON.stringify(bySource)),
    ],
  );
}
