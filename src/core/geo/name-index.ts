import type { PackedColumns } from './packed-columns.ts';
import type { Sense } from './sense.ts';
import { byteHash, byteKey, type TextPool } from './text-pool.ts';

/** Names are at most so many: a slot is 17 bits of a name's number, counted from 1, below 15 bits of its hash. */
export const slotBits = 17;
const slotCount = 2 ** slotBits;

/** Words from one up to another, exclusive. */
interface Run {
  words: readonly string[];
  from: number;
  to: number;
}

/** Where a name with this hash is looked for first, and what its slot holds. */
export function slotOf(hash: number, name: number): { at: number; value: number } {
  return { at: hash % slotCount, value: (((hash >>> slotBits) << slotBits) | (name + 1)) >>> 0 };
}

/**
 * Meanings by name key. Names and meanings are numbers, found through a hash table that was laid down when the gazetteer was
 * packed (open addressing, linear probing: Knuth 1973, 6.4); objects are made when somebody asks for a name.
 */
export class NameIndex {
  private readonly pool: TextPool;
  private readonly senseOf: (meaning: number) => Sense;
  private readonly slots: Uint32Array;
  private readonly reaches: Uint8Array;
  private readonly starts: Uint32Array;
  private readonly meanings: Uint32Array;
  private readonly made = new Map<number, readonly Sense[]>();

  /** Names are the first strings of the pool; `senseOf` makes the meaning of a number. */
  constructor(columns: PackedColumns<unknown>, pool: TextPool, senseOf: (meaning: number) => Sense) {
    this.pool = pool;
    this.senseOf = senseOf;
    this.slots = columns.column('nameSlots', 'u32');
    this.reaches = columns.column('nameReach', 'u8');
    this.starts = columns.column('meaningStarts', 'u32');
    this.meanings = columns.column('meanings', 'u32');
  }

  /** Number of a name, or of a word with which longer names begin; −1 when it is neither. */
  find(key: string): number {
    const words = [byteKey(key)];
    return this.look(byteHash(words[0]!), { words, from: 0, to: 1 });
  }

  /** Numbers of the names that the first one, two, three … words of a run make, as far as names reach; words as `byteKey` gives them. */
  findRuns({ words, from, to }: Run): number[] {
    let hash = byteHash(words[from]!);
    const found = [this.look(hash, { words, from, to: from + 1 })];
    const end = Math.min(to, from + this.reachOf(found[0]!));
    for (let at = from + 1; at < end; at++) {
      hash = byteHash(words[at]!, byteHash(' ', hash));
      found.push(this.look(hash, { words, from, to: at + 1 }));
    }
    return found;
  }

  /** Words of the longest name that begins with the word that has this number; 1 when only the word itself may be a name. */
  reachOf(name: number): number {
    return name < 0 ? 1 : this.reaches[name]!;
  }

  /** Meanings of the name that has this number, undefined when it has none. */
  sensesOf(name: number): readonly Sense[] | undefined {
    if (name < 0) return undefined;
    const [from, to] = [this.starts[name]!, this.starts[name + 1]!];
    if (from === to) return undefined;
    let senses = this.made.get(name);
    if (!senses) {
      senses = Array.from(this.meanings.subarray(from, to), (meaning) => this.senseOf(meaning));
      this.made.set(name, senses);
    }
    return senses;
  }

  /** Meanings of a name, undefined when it has none. */
  senses(key: string): readonly Sense[] | undefined {
    return this.sensesOf(this.find(key));
  }

  private look(hash: number, { words, from, to }: Run): number {
    const print = hash >>> slotBits;
    for (let at = hash % slotCount; ; at = (at + 1) % slotCount) {
      const slot = this.slots[at]!;
      if (slot === 0) return -1;
      if (slot >>> slotBits !== print) continue;
      const name = (slot % slotCount) - 1;
      if (this.pool.hasKey(name, to - from === 1 ? words[from]! : words.slice(from, to).join(' '))) return name;
    }
  }
}
