import { type Pass, spare, wordsOf } from './byte-pass.ts';

/** Different cells that are remembered with what they became. */
const most = 50_000;
/** Of each: where its bytes lie, where what it became begins and ends, and its hash. */
const fields = 4;

/** FNV-1a (Fowler, Noll and Vo), byte after byte. */
export const hashStart = 0x811c9dc5 | 0;
export function hashed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/** Cells that end before `stop`, and the hash of their bytes. */
export interface HashedCells {
  at: number;
  stop: number;
  hash: number;
}

/** What cells became, found again by their bytes: no string is made of what was seen before. */
export class CellMemory {
  /** Cells, and behind each what it became. */
  #bytes = Buffer.allocUnsafe(4_096);
  words = wordsOf(this.#bytes);
  #length = 0;
  #entries = new Int32Array(64 * fields);
  #count = 0;
  /** Open addressing: an entry's number plus one where its hash points, or on the next free place. */
  #places = new Int32Array(128);

  /** Number of the entry with these bytes, or -1. */
  find(pass: Pass, { at, stop, hash }: HashedCells): number {
    const mask = this.#places.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const entry = this.#places[place]! - 1;
      if (entry < 0) return -1;
      if (this.#entries[entry * fields + 3] !== hash || this.keyLength(entry) !== stop - at) continue;
      if (this.isNext(entry, pass)) return entry;
    }
  }

  /** Whether the bytes of an entry are what is read next. */
  isNext(entry: number, { from, words: read, at }: Pass): boolean {
    const start = this.#entries[entry * fields]!;
    const length = this.keyLength(entry);
    if (at + length > from.length) return false;
    const { words } = this;
    const whole = length - 3;
    let i = 0;
    for (; i < whole; i += 4) if (words.getInt32(start + i, true) !== read.getInt32(at + i, true)) return false;
    for (; i < length; i++) if (words.getUint8(start + i) !== read.getUint8(at + i)) return false;
    return true;
  }

  keyLength(entry: number): number {
    return this.#entries[entry * fields + 1]! - this.#entries[entry * fields]!;
  }

  /** What an entry became lies in `words` from here … */
  start(entry: number): number {
    return this.#entries[entry * fields + 1]!;
  }

  /** … to here. */
  stop(entry: number): number {
    return this.#entries[entry * fields + 2]!;
  }

  add({ from }: Pass, { at, stop, hash }: HashedCells, became: string): number {
    if (this.#count === most) this.#forget();
    const entry = this.#count++;
    if (2 * this.#count > this.#places.length) this.#grow(entry);
    const start = this.#length;
    this.#makeRoom(stop - at + 3 * became.length);
    const told = start + from.copy(this.#bytes, start, at, stop);
    this.#length = told + this.#bytes.write(became, told);
    this.#entries.set([start, told, this.#length, hash], entry * fields);
    this.#settle(entry);
    return entry;
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more + spare;
    if (needed <= this.#bytes.length) return;
    this.#bytes = Buffer.concat([this.#bytes], 2 * needed);
    this.words = wordsOf(this.#bytes);
  }

  #settle(entry: number): void {
    const mask = this.#places.length - 1;
    let place = this.#entries[entry * fields + 3]! & mask;
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = entry + 1;
  }

  #grow(count: number): void {
    this.#places = new Int32Array(2 * this.#places.length);
    const entries = new Int32Array(2 * this.#entries.length);
    entries.set(this.#entries);
    this.#entries = entries;
    for (let entry = 0; entry < count; entry++) this.#settle(entry);
  }

  #forget(): void {
    this.#places.fill(0);
    this.#count = 0;
    this.#length = 0;
  }
}
