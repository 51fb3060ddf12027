import { seededRandom } from '../../src/core/stats/random.ts';
import type { Coverage } from './coverage.ts';
import { mutate } from './mutate.ts';
import { type FuzzFailure, tryInput } from './run.ts';
import type { FuzzTarget } from './targets.ts';

const longest = 2_000;
const most = 120;

export interface Guided {
  /** Inputs each of which reached blocks of code that none before it did, in the order in which they were found. */
  found: string[];
  failures: FuzzFailure[];
}

/**
 * Coverage-guided search: whatever reaches new code is kept and changed on, so that what takes several changes is found step by step
 * (as american fuzzy lop does it). The same seed gives the same inputs.
 */
export function guide(
  target: FuzzTarget,
  { inputs, seed, coverage }: { inputs: number; seed: number; coverage: Coverage },
): Guided {
  const random = seededRandom(seed);
  const pool = [...target.seeds];
  const guided: Guided = { found: [], failures: [] };
  for (const input of pool) tryInput(target, input);
  coverage.take();
  for (let n = 0; n < inputs && guided.found.length < most; n++) {
    const input = mutate(any(pool, random), any(pool, random), random).slice(0, longest);
    const failure = tryInput(target, input);
    if (failure) guided.failures.push(failure);
    if (coverage.take() === 0) continue;
    pool.push(input);
    guided.found.push(input);
  }
  return guided;
}

function any(pool: readonly string[], random: () => number): string {
  return pool[Math.floor(random() * pool.length)]!;
}
