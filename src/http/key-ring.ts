import { timingSafeEqual } from 'node:crypto';
import { hashOfKey, idOfKey } from '../commands/manage-keys.ts';
import type { Role } from '../core/words/role.ts';
import type { Clock } from '../ports/clock.ts';
import type { Queryable } from '../ports/database.ts';
import { isInForce, readKeys, type StoredKey } from '../store/keys.ts';

/** Whoever asks. */
export interface Person {
  name: string;
  role: Role;
  /** Null for the local person of an installation without keys. */
  keyId: string | null;
}

/** How a person is named in the audit. */
export function actorOf(person: Person | null): string {
  return person ? (person.keyId ?? person.name) : 'nobody';
}

const freshMs = 2_000;

/** The keys in force, read anew every two seconds: a revoked key works no longer than that. */
export class KeyRing {
  readonly #database: Queryable;
  readonly #clock: Clock;
  #keys: Promise<StoredKey[]> | null = null;
  #readAt = 0;

  constructor(database: Queryable, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#inForce()).length === 0;
  }

  async personOf(key: string): Promise<Person | null> {
    const id = idOfKey(key);
    const stored = (await this.#inForce()).find((one) => one.id === id);
    if (!stored || !timingSafeEqual(Buffer.from(stored.hash), Buffer.from(hashOfKey(key)))) return null;
    return { name: stored.name, role: stored.role, keyId: stored.id };
  }

  async personById(id: string): Promise<Person | null> {
    const stored = (await this.#inForce()).find((one) => one.id === id);
    return stored ? { name: stored.name, role: stored.role, keyId: stored.id } : null;
  }

  /** To be called after a key was issued or revoked here. */
  forget(): void {
    this.#keys = null;
  }

  async #inForce(): Promise<StoredKey[]> {
    const keys = await this.#stored();
    return keys.filter((key) => isInForce(key, this.#clock.now()));
  }

  #stored(): Promise<StoredKey[]> {
    const now = this.#clock.now();
    if (this.#keys && Math.abs(now - this.#readAt) < freshMs) return this.#keys;
    this.#readAt = now;
    const reading = readKeys(this.#database);
    this.#keys = reading;
    reading.catch(() => this.forget());
    return reading;
  }
}
