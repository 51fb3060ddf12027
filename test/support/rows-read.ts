import type { Queryable } from '../../src/ports/database.ts';

/** Rows of posts and reports that this transaction has read so far, by index or from end to end. */
export async function rowsRead(tx: Queryable): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int8 AS n FROM pg_stat_xact_user_tables
     WHERE schemaname = current_schema() AND relname IN ('post', 'report')`,
  );
  return row!.n;
}
