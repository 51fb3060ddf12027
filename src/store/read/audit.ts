import type { Queryable } from '../../ports/database.ts';
import type { AuditEntry } from '../audit.ts';

export interface AuditFilter {
  action?: string | undefined;
  /** Of this incident alone. */
  incidentId?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  limit: number;
  /** Continues behind this row. */
  after?: number | undefined;
}

/** The trail, newest first. */
export async function readAudit(database: Queryable, filter: AuditFilter): Promise<(AuditEntry & { id: number })[]> {
  return database.query<AuditEntry & { id: number } & Record<string, unknown>>(
    `SELECT id, at, actor, action, detail FROM audit
     WHERE ($1::text IS NULL OR action = $1) AND ($2::text IS NULL OR detail->>'incident' = $2)
       AND ($3::int8 IS NULL OR at >= $3) AND ($4::int8 IS NULL OR at < $4) AND ($5::int8 IS NULL OR id < $5)
     ORDER BY id DESC LIMIT $6`,
    [
      filter.action ?? null,
      filter.incidentId ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.after ?? null,
      filter.limit,
    ],
  );
}
