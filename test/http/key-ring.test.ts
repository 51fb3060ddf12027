import { describe, expect, it } from 'vitest';
import { KeyRing } from '../../src/http/key-ring.ts';
import type { Queryable } from '../../src/ports/database.ts';

/** A database that answers when it is told to. */
function slowDatabase() {
  const waiting: { resolve: (rows: never[]) => void; reject: (error: Error) => void }[] = [];
  const query = () => new Promise<never[]>((resolve, reject) => waiting.push({ resolve, reject }));
  return { database: { query } as Queryable, waiting };
}
const key = { id: 'a', name: 'x', role: 'admin', hash: 'h', createdAt: 0, revokedAt: null, expiresAt: null };
const isSettled = async (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setTimeout(() => resolve(false), 20))]);

describe('the ring of keys', () => {
  it('is read again while the known ones hold, and waited for once they are two seconds old', async () => {
    const { database, waiting } = slowDatabase();
    let now = 10_000;
    const ring = new KeyRing(database, { now: () => now });
    const first = ring.isEmpty();
    expect(await isSettled(first)).toBe(false);
    waiting[0]!.resolve([]);
    expect(await first).toBe(true);
    now += 1_500;
    expect(await ring.isEmpty()).toBe(true);
    expect(await ring.isEmpty()).toBe(true);
    expect(waiting).toHaveLength(2);
    now += 500;
    const late = ring.isEmpty();
    expect(await isSettled(late)).toBe(false);
    waiting[1]!.resolve([key as never]);
    expect(await late).toBe(false);
    expect(waiting).toHaveLength(2);
  });

  it('forgets what was being read when a key is issued or revoked', async () => {
    const { database, waiting } = slowDatabase();
    const ring = new KeyRing(database, { now: () => 10_000 });
    const before = ring.isEmpty();
    ring.forget();
    const after = ring.isEmpty();
    waiting[0]!.resolve([]);
    expect(await before).toBe(true);
    waiting[1]!.resolve([key as never]);
    expect(await after).toBe(false);
    expect(await ring.isEmpty()).toBe(false);
  });

  it('asks again after the database has failed', async () => {
    const { database, waiting } = slowDatabase();
    const ring = new KeyRing(database, { now: () => 10_000 });
    const failed = ring.isEmpty();
    waiting[0]!.reject(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    const again = ring.isEmpty();
    waiting[1]!.resolve([]);
    expect(await again).toBe(true);
  });
});
