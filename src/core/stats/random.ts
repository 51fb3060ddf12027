/** Source of uniform numbers in [0, 1), 32 bits of resolution; the same seed gives the same sequence. */
export type Random = () => number;

/**
 * Seeded generator sfc32: three words of chaotic state and a counter, period at least 2³².
 * Chris Doty-Humphrey, PractRand (2010), "sfc". The seed is any finite number; only its lower 32 bits and its part
 * above them count.
 */
export function seededRandom(seed: number): Random {
  const state = Int32Array.of(seed | 0, Math.floor(seed / 4294967296) | 0, 0x9e3779b9, 1);
  const next = (): number => {
    const sum = (((state[0]! + state[1]!) | 0) + state[3]!) | 0;
    state[3] = (state[3]! + 1) | 0;
    state[0] = state[1]! ^ (state[1]! >>> 9);
    state[1] = (state[2]! + (state[2]! << 3)) | 0;
    state[2] = (((state[2]! << 21) | (state[2]! >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}
