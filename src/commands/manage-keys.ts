import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../core/words/role.ts';
import type { Database } from '../ports/database.ts';
import { insertKey, markKeyRevoked, readKeys, replaceKey, type StoredKey } from '../store/keys.ts';
import type { Acting } from './acting.ts';

export type KeyListing = Omit<StoredKey, 'hash'>;

const shape = /^oc_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;

/** Makes a key. Its text is given out this once; the store keeps the hash. */
export async function issueKey(
  tools: Acting,
  wanted: { name: string; role: Role },
): Promise<KeyListing & { key: string }> {
  const { id, hash, key } = newSecret();
  const stored = { id, ...wanted, createdAt: tools.clock.now(), revokedAt: null };
  await insertKey(tools.database, { ...stored, hash }, tools.actor);
  return { ...stored, key };
}

/** The longest that a key may go on beside the one that takes its place. */
export const longestOverlapMinutes = 30 * 1_440;

/**
 * Makes a key with another's name and role, which stays in force beside it for `overlapMinutes`, so that its users can change over.
 * Null when the other isn't in force.
 */
export async function rotateKey(
  tools: Acting,
  { id, overlapMinutes }: { id: string; overlapMinutes: number },
): Promise<(KeyListing & { key: string; oldEndsAt: number }) | null> {
  const { key, ...by } = newSecret();
  const at = tools.clock.now();
  const endsAt = at + overlapMinutes * 60_000;
  const stored = await replaceKey(tools.database, { id, at, endsAt, actor: tools.actor, by });
  if (!stored) return null;
  const { hash: _, ...listing } = stored;
  return { ...listing, key, oldEndsAt: endsAt };
}

function newSecret(): { id: string; key: string; hash: string } {
  const id = randomBytes(4).toString('hex');
  const key = `oc_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, key, hash: hashOfKey(key) };
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
