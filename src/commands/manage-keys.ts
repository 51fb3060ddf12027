import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../core/words/role.ts';
import type { Database } from '../ports/database.ts';
import { insertKey, markKeyRevoked, readKeys, type StoredKey } from '../store/keys.ts';
import type { Acting } from './acting.ts';

export type KeyListing = Omit<StoredKey, 'hash'>;

const shape = /^oc_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;

/** Makes a key. Its text is given out this once; the store keeps the hash. */
export async function issueKey(
  tools: Acting,
  wanted: { name: string; role: Role },
): Promise<KeyListing & { key: string }> {
  const id = randomBytes(4).toString('hex');
  const key = `oc_${id}_${randomBytes(32).toString('base64url')}`;
  const stored = { id, ...wanted, createdAt: tools.clock.now(), revokedAt: null };
  await insertKey(tools.database, { ...stored, hash: hashOfKey(key) }, tools.actor);
  return { ...stored, key };
}

/** False when no such key is in force. */
export async function revokeKey(tools: Acting, id: string): Promise<boolean> {
  return markKeyRevoked(tools.database, { id, at: tools.clock.now(), actor: tools.actor });
}

export async function listKeys(database: Database): Promise<KeyListing[]> {
  const keys = await readKeys(database);
  return keys.map(({ hash: _, ...listing }) => listing);
}

/** The key's id, or null when the text can't be a key. */
export function idOfKey(key: string): string | null {
  return shape.exec(key)?.[1] ?? null;
}

/** 32 random bytes need no salt and no slow hash. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
