import { seededRandom } from '../../src/core/stats/random.ts';
import { mutate } from './mutate.ts';
import type { FuzzTarget } from './targets.ts';

export interface FuzzFailure {
  target: string;
  input: string;
  why: string;
}

const longestMs = 1_000;

/** Runs one input; null when the parser took or refused it in time. */
export function tryInput({ name, run, refuses }: FuzzTarget, input: string): FuzzFailure | null {
  const before = process.cpuUsage();
  try {
    run(input);
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (!refuses.includes(kind)) return { target: name, input, why: `${kind}: ${message}` };
  }
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1_000;
  return ms > longestMs ? { target: name, input, why: `took ${Math.round(ms)} ms` } : null;
}

/**
 * Mutated inputs for one parser: neighbors of its seeds and of inputs that it took, so that the walk goes on from what gets far.
 * The same seed gives the same inputs.
 */
export function fuzz(target: FuzzTarget, { inputs, seed }: { inputs: number; seed: number }): FuzzFailure[] {
  const random = seededRandom(seed);
  const pool = [...target.seeds];
  const failures: FuzzFailure[] = [];
  for (let n = 0; n < inputs && failures.length < 20; n++) {
    const from = pool[Math.floor(random() * pool.length)]!;
    const input = mutate(from, pool[Math.floor(random() * pool.length)]!, random);
    const failure = tryInput(target, input);
    if (failure) failures.push(failure);
    // Some of what was made is kept, so that several changes can add up; the seeds stay.
    if (n % 50 === 0)
      pool[pool.length < 40 ? pool.length : target.seeds.length + Math.floor(random() * (40 - target.seeds.length))] =
        input.slice(0, 4_000);
  }
  return failures;
}
