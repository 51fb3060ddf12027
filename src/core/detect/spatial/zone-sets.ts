import { seededRandom } from '../../stats/random.ts';

/** Sets of places, each with the step that ended it first. */
export interface ZoneSets {
  /** The set is empty from here on. */
  begin(): void;
  add(member: number): void;
  isEmpty(): boolean;
  /** Step of the same set, −1 if there was none. */
  find(): number;
  /** The set just looked for in vain ends at `step`. */
  remember(step: number): void;
}

/** By a 64-bit hash, the exclusive or of the members' random words (Zobrist 1970, "A new hashing method"), in an open table. */
export function zoneSets(locations: number, zones: number): ZoneSets {
  const random = seededRandom(1970);
  const word = () => Math.floor(random() * 4_294_967_296) | 0;
  const [high, low] = [Int32Array.from({ length: locations }, word), Int32Array.from({ length: locations }, word)];
  const mask = 2 ** Math.ceil(Math.log2(1.1 * zones + 2)) - 1;
  // Numbers of the sets, from 1, by their place in the table; then by number.
  const table = new Int32Array(mask + 1);
  const [highs, lows, steps] = [new Int32Array(zones + 1), new Int32Array(zones + 1), new Int32Array(zones + 1)];
  let [a, b, slot, count] = [0, 0, 0, 0];
  return {
    begin() {
      a = 0;
      b = 0;
    },
    add(member) {
      a ^= high[member]!;
      b ^= low[member]!;
    },
    isEmpty: () => a === 0 && b === 0,
    find() {
      for (slot = a & mask; ; slot = (slot + 1) & mask) {
        const set = table[slot]!;
        if (set === 0) return -1;
        if (highs[set] === a && lows[set] === b) return steps[set]!;
      }
    },
    remember(step) {
      table[slot] = ++count;
      highs[count] = a;
      lows[count] = b;
      steps[count] = step;
    },
  };
}
