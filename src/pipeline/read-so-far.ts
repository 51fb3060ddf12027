import type { Clock } from '../ports/clock.ts';

/** How far a source has been read, as a clock: what was written after it is not known yet, and no silence. */
export interface ReadSoFar extends Clock {
  /** Takes a turn of the source; once it is through, all that was written before its beginning is known. */
  turn<T>(work: () => Promise<T>): Promise<T>;
}

/** `clock` is the one by which the source gives its posts out. */
export function createReadSoFar(clock: Clock): ReadSoFar {
  let reached = clock.now();
  return {
    now: () => reached,
    async turn(work) {
      const begun = clock.now();
      const result = await work();
      reached = Math.max(reached, begun);
      return result;
    },
  };
}
