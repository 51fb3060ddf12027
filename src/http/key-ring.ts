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
/** From this age on they are read again, while those that are known still hold: nobody need wait for a busy database. */
const renewMs = 1_000;

/** The keys in force, at most two seconds old: a revoked key works no longer than that. */
export class KeyRing {
  readonly #database: Queryable;
  readonly #clock: Clock;
  #keys: StoredKey[] | null = null;
  #readAt = 0;
  #reading: Promise<StoredKey[]> | null = null;

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
    this.#reading = null;
  }

  async #inForce(): Promise<StoredKey[]> {
    const keys = await this.#stored();
    return keys.filter((key) => isInForce(key, this.#clock.now()));
  }

  async #stored(): Promise<StoredKey[]> {
    const age = Math.abs(this.#clock.now() - this.#readAt);
    if (this.#keys && age < renewMs) return this.#keys;
    const reading = this.#reading ?? this.#read();
    return this.#keys && age < freshMs ? this.#keys : reading;
  }

  #read(): Promise<StoredKey[]> {
    const at = this.#clock.now();
    const reading = readKeys(this.#database);
    this.#reading = reading;
    const isWanted = () => this.#reading === reading;
    reading.then(
      (keys) => {
        if (!isWanted()) return;
        this.#keys = keys;
        this.#readAt = at;
        this.#reading = null;
      },
      () => {
        if (isWanted()) this.forget();
      },
    );
    return reading;
  }
}
