import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';

/** A page that a queue has taken, and what is told of its source once all of it is stored. */
export interface SentPage<Arrival = unknown> extends Record<string, unknown> {
  source: string;
  number: number;
  /** That have a part of it. */
  partitions: number[];
  arrival: Arrival;
  sentAt: number;
}

/** Of each source. */
const pagesAtOnce = 100;

/** Gives out the next page's number where a source still stands at a cursor; null: somebody else has gone on with it. */
export async function claimPage(database: Queryable, source: string, cursor: string | null): Promise<number | null> {
  const [row] = await database.query<{ pages: number }>(
    'UPDATE source SET pages = pages + 1 WHERE id = $1 AND cursor IS NOT DISTINCT FROM $2 RETURNING pages',
    [source, cursor],
  );
  return row?.pages ?? null;
}

/** Enters a page behind which the cursor moves in the same transaction. False when somebody else has gone on. */
export async function enterSentPage(tx: Queryable, page: SentPage, cursorBefore: string | null): Promise<boolean> {
  const { source, number, partitions, arrival, sentAt } = page;
  const entered = await tx.query(
    `INSERT INTO sent_page (source, number, cursor_before, partitions, arrival, sent_at)
     SELECT id, pages, cursor, $4::int4[], $5::jsonb, $6::int8 FROM source
     WHERE id = $1 AND pages = $2 AND cursor IS NOT DISTINCT FROM $3 FOR UPDATE RETURNING 1`,
    [source, number, cursorBefore, partitions, JSON.stringify(arrival), sentAt],
  );
  return entered.length === 1;
}

/** The next pages of each source that may be on their way, in their order, and whether all of their parts are stored. */
export async function readSentPages(database: Queryable): Promise<(SentPage & { isStored: boolean })[]> {
  return database.query<SentPage & { isStored: boolean }>(
    `SELECT source, number, partitions, arrival, sent_at AS "sentAt", cardinality(partitions) = (SELECT count(*) FROM stored_part s
       WHERE s.source = p.source AND s.number = p.number AND s.partition = ANY(p.partitions)) AS "isStored"
     FROM (SELECT *, row_number() OVER (PARTITION BY source ORDER BY number) AS place FROM sent_page) p
     WHERE place <= $1 ORDER BY source, number`,
    [pagesAtOnce],
  );
}

/** Forgets a page that has arrived. False when another one was faster. */
export async function removeSentPage(tx: Queryable, { source, number }: SentPage): Promise<boolean> {
  const rows = await tx.query('DELETE FROM sent_page WHERE source = $1 AND number = $2 RETURNING 1', [source, number]);
  await tx.query(
    `DELETE FROM stored_part s WHERE source = $1 AND number <= $2
       AND EXISTS (SELECT 1 FROM stored_part later WHERE later.source = s.source AND later.partition = s.partition AND later.number > s.number)`,
    [source, number],
  );
  return rows.length === 1;
}

/**
 * Until the transaction ends nobody else stores anything of a partition. The server ends one in which nothing happens for `idleMs`: its
 * worker hangs, or its machine is gone.
 */
export async function lockPartition(tx: Queryable, partition: number, idleMs: number): Promise<void> {
  await tx.query(
    `SELECT set_config('idle_in_transaction_session_timeout', $2, true), pg_advisory_xact_lock(hashtext('partition'), $1::int4)`,
    [partition, String(idleMs)],
  );
}

/** What a partition has of a source: later pages than this one, this one, or neither. */
export async function findStoredPart(
  tx: Queryable,
  { source, partition, number }: { source: string; partition: number; number: number },
): Promise<'later' | 'same' | 'none'> {
  const [row] = await tx.query<{ number: number }>(
    'SELECT number FROM stored_part WHERE source = $1 AND partition = $2 AND number >= $3 ORDER BY number DESC LIMIT 1',
    [source, partition, number],
  );
  if (!row) return 'none';
  return row.number === number ? 'same' : 'later';
}

export async function enterStoredPart(
  tx: Queryable,
  { source, partition, number }: { source: string; partition: number; number: number },
): Promise<void> {
  await tx.query('INSERT INTO stored_part (source, partition, number) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    source,
    partition,
    number,
  ]);
}

/** By which a part that is kept aside is known: sequences begin anew when a stream is made again. */
export interface AsideKey {
  partition: number;
  sequence: number;
  /** Epoch ms at which it was kept aside. */
  at: number;
}

export interface PartAside extends AsideKey {
  /** Empty where it can't be read. */
  source: string;
  reason: string;
  bytes: Uint8Array;
  /** Its minutes, half-open; null where none can be told. */
  minutes: Interval | null;
}

const theAside = 'partition = $1 AND sequence = $2 AND at = $3';

export async function keepPartAside(tx: Queryable, part: PartAside): Promise<void> {
  await tx.query(
    `INSERT INTO part_aside (partition, sequence, at, source, reason, bytes, from_minute, to_minute)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [
      ...[part.partition, part.sequence, part.at, part.source, part.reason, base64(part.bytes)],
      ...[part.minutes?.from ?? null, part.minutes?.to ?? null],
    ],
  );
}

/** What is kept aside, oldest first; the parts themselves may be large. */
export async function listPartsAside(database: Queryable): Promise<AsideKey[]> {
  return database.query<AsideKey & Record<string, unknown>>(
    'SELECT partition, sequence, at FROM part_aside ORDER BY at, partition, sequence',
  );
}

interface AsideRow extends Omit<PartAside, 'bytes' | 'minutes'>, Record<string, unknown> {
  bytes: string;
  from_minute: number | null;
  to_minute: number | null;
}

const asideColumns = 'partition, sequence, at, source, reason, bytes, from_minute, to_minute';

export async function findPartAside(database: Queryable, key: AsideKey): Promise<PartAside | null> {
  const [row] = await database.query<AsideRow>(`SELECT ${asideColumns} FROM part_aside WHERE ${theAside}`, [
    ...[key.partition, key.sequence, key.at],
  ]);
  return row ? asideOf(row) : null;
}

/** What is kept aside of one source in one partition, or in all. */
export async function findPartsAsideOf(tx: Queryable, source: string, partition: number | null): Promise<PartAside[]> {
  const rows = await tx.query<AsideRow>(
    `SELECT ${asideColumns} FROM part_aside WHERE source = $1 AND ($2::int4 IS NULL OR partition = $2) ORDER BY at, sequence`,
    [source, partition],
  );
  return rows.map(asideOf);
}

function asideOf({ from_minute, to_minute, bytes, ...row }: AsideRow): PartAside {
  const minutes = from_minute === null || to_minute === null ? null : { from: from_minute, to: to_minute };
  return { ...row, bytes: Buffer.from(bytes, 'base64'), minutes };
}

/** What is left of a part that is kept aside. */
export async function replacePartAside(
  tx: Queryable,
  { partition, sequence, at, bytes, reason, minutes }: Omit<PartAside, 'source'>,
): Promise<void> {
  await tx.query(`UPDATE part_aside SET bytes = $4, reason = $5, from_minute = $6, to_minute = $7 WHERE ${theAside}`, [
    partition,
    sequence,
    at,
    base64(bytes),
    reason,
    minutes?.from ?? null,
    minutes?.to ?? null,
  ]);
}

/** False when it is not kept aside any more. */
export async function deletePartAside(tx: Queryable, { partition, sequence, at }: AsideKey): Promise<boolean> {
  const rows = await tx.query(`DELETE FROM part_aside WHERE ${theAside} RETURNING 1`, [partition, sequence, at]);
  return rows.length === 1;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

export async function countPartsAside(database: Queryable): Promise<number> {
  const [row] = await database.query<{ n: number }>('SELECT count(*)::int4 AS n FROM part_aside');
  return row!.n;
}

export async function deletePartsAsideBefore(database: Queryable, beforeMs: number): Promise<void> {
  await database.query('DELETE FROM part_aside WHERE at < $1', [beforeMs]);
}

/** Takes parts away in which an author, by the key, has said something. */
export async function deletePartsAsideOf(tx: Queryable, authorKey: string): Promise<void> {
  await tx.query("DELETE FROM part_aside WHERE position(convert_to($1, 'utf8') IN decode(bytes, 'base64')) > 0", [
    authorKey,
  ]);
}

/**
 * Has pages read again that a queue has lost, or may have: the cursors of their sources go back to before them. Nothing is counted twice,
 * since posts have ids. Numbers that were given out since a backup are not given out again: counted one by one, they lie before the
 * milliseconds of the present.
 */
export async function readAgain(tx: Queryable, sources: readonly string[] | 'all'): Promise<void> {
  const chosen = sources === 'all' ? null : sources;
  await tx.query(
    `UPDATE source s SET pages = greatest(pages + 1, (extract(epoch FROM clock_timestamp()) * 1000)::int8),
       cursor = CASE WHEN EXISTS (SELECT 1 FROM sent_page p WHERE p.source = s.id)
         THEN (SELECT cursor_before FROM sent_page p WHERE p.source = s.id ORDER BY number LIMIT 1) ELSE cursor END
     WHERE pages > 0 AND ($1::text[] IS NULL OR id = ANY($1::text[]))`,
    [chosen],
  );
  await tx.query('DELETE FROM sent_page WHERE $1::text[] IS NULL OR source = ANY($1::text[])', [chosen]);
}
