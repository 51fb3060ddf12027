/** Source of uniform numbers in [0, 1), 32 bits of resolution; the same seed gives the same sequence. */
export type Random = () => number;

/** A generator that can begin anew, without new memory. */
export interface SeedableRandom {
  random: Random;
  /** The next `count` numbers, first in an array that lasts until more are taken. */
  take(count: number): Float64Array;
  seed(seed: number): void;
}

export function seededRandom(seed: number): Random {
  return seededGenerator(seed).random;
}

export function seededGenerator(seed: number): SeedableRandom {
  const generator = seedableRandom();
  generator.seed(seed);
  return generator;
}

/**
 * Seeded generator sfc32: three words of chaotic state and a counter, period at least 2³².
 * Chris Doty-Humphrey, PractRand (2010), "sfc". The seed is any finite number; only its lower 32 bits and its part
 * above them count.
 */
export function seedableRandom(): SeedableRandom {
  const state = new Int32Array(4);
  const ahead = new Float64Array(aheadCount);
  let taken = new Float64Array(0);
  let next = aheadCount;
  return {
    random() {
      if (next === aheadCount) {
        fill(ahead, state, { from: 0, to: aheadCount });
        next = 0;
      }
      return ahead[next++]!;
    },
    take(count) {
      if (taken.length < count) taken = new Float64Array(count);
      const left = Math.min(count, aheadCount - next);
      for (let i = 0; i < left; i++) taken[i] = ahead[next++]!;
      fill(taken, state, { from: left, to: count });
      return taken;
    },
    seed(seed) {
      state[0] = seed | 0;
      state[1] = Math.floor(seed / 4294967296) | 0;
      state[2] = 0x9e3779b9;
      state[3] = 1;
      fill(ahead, state, { from: 0, to: 16 });
      next = aheadCount;
    },
  };
}

/** Numbers made at once: in a loop of its own the state stays in registers. */
const aheadCount = 64;

function fill(into: Float64Array, state: Int32Array, { from, to }: { from: number; to: number }): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let counter = state[3]!;
  for (let i = from; i < to; i++) {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    into[i] = (sum >>> 0) / 4294967296;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
}
