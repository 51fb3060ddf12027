/** How long after the end of a fault everything was current again. */
export interface Recovery {
  from: string;
  ms: number;
  limitMs: number;
}

/** Longest time after the end of a fault in which what waits must have been caught up with. */
export const recoveryLimitMs = 60_000;

/** What the run tells of them: the slowest, and apart from it what is asked less than once a minute by its own rhythm. */
export function recoveryLines(all: readonly Recovery[]): string[] {
  const slowest = (some: Recovery[]) => some.reduce((most, one) => (one.ms > most.ms ? one : most));
  const told = (some: Recovery[], what: string) => {
    if (some.length === 0) return [];
    const { from, ms } = slowest(some);
    return [
      `current again after ${some.length} ${what}, at the latest ${(ms / 1_000).toFixed(1)} s after the end (${from})`,
    ];
  };
  return [
    ...told(
      all.filter(({ limitMs }) => limitMs <= recoveryLimitMs),
      'faults',
    ),
    ...told(
      all.filter(({ limitMs }) => limitMs > recoveryLimitMs),
      'faults of sources that are asked less than once a minute',
    ),
  ];
}
