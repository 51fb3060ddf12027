import { seededRandom } from '../../stats/random.ts';

/**
 * Sets of places, each with the step that ended it first: by a 64-bit hash, the exclusive or of the members' random words
 * (Zobrist 1970, "A new hashing method"), in an open table.
 */
export class ZoneSets {
  private readonly high: Int32Array;
  private readonly low: Int32Array;
  /** Where a set's words lie, by its place in the table (0: free). */
  private readonly table: Int32Array;
  /** A set's hash and its step; of four words one is unused. */
  private readonly sets: Int32Array;
  private a = 0;
  private b = 0;
  private slot = 0;
  private next = 4;

  constructor(locations: number, zones: number) {
    const random = seededRandom(1970);
    const word = () => Math.floor(random() * 4_294_967_296) | 0;
    this.high = Int32Array.from({ length: locations }, word);
    this.low = Int32Array.from({ length: locations }, word);
    this.table = new Int32Array(2 ** Math.ceil(Math.log2(1.1 * zones + 2)));
    this.sets = new Int32Array(4 * (zones + 1));
  }

  /** The set is empty from here on. */
  begin(): void {
    this.a = 0;
    this.b = 0;
  }

  add(member: number): void {
    this.a ^= this.high[member]!;
    this.b ^= this.low[member]!;
  }

  isEmpty(): boolean {
    return this.a === 0 && this.b === 0;
  }

  /** Step of the same set, −1 if there was none. */
  find(): number {
    const { a, b, table, sets } = this;
    const mask = table.length - 1;
    let slot = a & mask;
    for (; ; slot = (slot + 1) & mask) {
      const set = table[slot]!;
      if (set === 0) break;
      if (sets[set] === a && sets[set + 1] === b) return sets[set + 2]!;
    }
    this.slot = slot;
    return -1;
  }

  /** The set just looked for in vain ends at `step`. */
  remember(step: number): void {
    const { next, sets } = this;
    this.table[this.slot] = next;
    sets[next] = this.a;
    sets[next + 1] = this.b;
    sets[next + 2] = step;
    this.next = next + 4;
  }
}
