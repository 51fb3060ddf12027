import type { Queryable } from '../ports/database.ts';

export interface AuditEntry {
  at: number;
  /** Id of the key, or who else. */
  actor: string;
  action: string;
  detail: Record<string, unknown>;
}

/** Who did what and when: one row for each change that a person asks for, in the transaction of the change. */
export async function writeAudit(database: Queryable, entry: AuditEntry): Promise<void> {
  await database.query('INSERT INTO audit (at, actor, action, detail) VALUES ($1, $2, $3, $4::jsonb)', [
    entry.at,
    entry.actor,
    entry.action,
    JSON.stringify(entry.detail),
  ]);
}
