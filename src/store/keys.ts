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

/** A key is in force until it is revoked; the instant may lie ahead. */
export function isInForce({ revokedAt }: Pick<StoredKey, 'revokedAt'>, now: number): boolean {
  return revokedAt === null || revokedAt > now;
}

export async function insertKey(database: Database, key: StoredKey, actor: string): Promise<void> {
  await database.transaction(async (tx) => {
    await writeKey(tx, key);
    await writeAudit(tx, {
      at: key.createdAt,
      actor,
      action: 'key-issued',
      detail: { id: key.id, name: key.name, role: key.role },
    });
  });
}

/** Puts a key with the old one's name and role in its place, at one stroke. Null when the old one isn't in force. */
export async function replaceKey(
  database: Database,
  {
    id,
    at,
    endsAt,
    actor,
    by,
  }: { id: string; at: number; endsAt: number; actor: string; by: Pick<StoredKey, 'id' | 'hash'> },
): Promise<StoredKey | null> {
  return database.transaction(async (tx) => {
    const [old] = await tx.query<{ name: string; role: Role }>(
      `UPDATE api_key SET revoked_at = least(revoked_at, $3) WHERE id = $1 AND (revoked_at IS NULL OR revoked_at > $2)
       RETURNING name, role`,
      [id, at, endsAt],
    );
    if (!old) return null;
    const key: StoredKey = { ...by, ...old, createdAt: at, revokedAt: null };
    await writeKey(tx, key);
    await writeAudit(tx, { at, actor, action: 'key-rotated', detail: { id, by: key.id, endsAt } });
    return key;
  });
}

async function writeKey(tx: Queryable, { id, name, role, hash, createdAt }: StoredKey): Promise<void> {
  await tx.query('INSERT INTO api_key (id, name, role, hash, created_at) VALUES ($1, $2, $3, $4, $5)', [
    id,
    name,
    role,
    hash,
    createdAt,
  ]);
}

/** False when there is no such key or it is no longer in force. */
export async function markKeyRevoked(
  database: Database,
  key: { id: string; at: number; actor: string },
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const rows = await tx.query(
      'UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND (revoked_at IS NULL OR revoked_at > $2) RETURNING id',
      [key.id, key.at],
    );
    if (rows.length === 0) return false;
    await writeAudit(tx, { at: key.at, actor: key.actor, action: 'key-revoked', detail: { id: key.id } });
    return true;
  });
}
