import type { Role } from '../core/words/role.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { writeAudit } from './audit.ts';

/** A key as stored: its secret exists only as a hash. */
export interface StoredKey {
  id: string;
  name: string;
  role: Role;
  /** SHA-256 of the whole key, hex. */
  hash: string;
  createdAt: number;
  revokedAt: number | null;
}

export async function readKeys(database: Queryable): Promise<StoredKey[]> {
  return database.query<StoredKey & Record<string, unknown>>(
    `SELECT id, name, role, hash, created_at AS "createdAt", revoked_at AS "revokedAt" FROM api_key ORDER BY created_at, id`,
  );
}

export async function insertKey(database: Database, key: StoredKey, actor: string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('INSERT INTO api_key (id, name, role, hash, created_at) VALUES ($1, $2, $3, $4, $5)', [
      key.id,
      key.name,
      key.role,
      key.hash,
      key.createdAt,
    ]);
    await writeAudit(tx, {
      at: key.createdAt,
      actor,
      action: 'key-issued',
      detail: { id: key.id, name: key.name, role: key.role },
    });
  });
}

/** False when there is no such key or it is revoked already. */
export async function markKeyRevoked(
  database: Database,
  key: { id: string; at: number; actor: string },
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const rows = await tx.query(
      'UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id',
      [key.id, key.at],
    );
    if (rows.length === 0) return false;
    await writeAudit(tx, { at: key.at, actor: key.actor, action: 'key-revoked', detail: { id: key.id } });
    return true;
  });
}
