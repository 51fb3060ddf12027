/** The mirrored test of one standing alarm: is the rate back, or does a good part of the outage go on? Plain data. */
export interface RecoveryTest {
  /** Reports per minute, smoothed over a quarter of an hour. */
  smoothed: number;
  /** Highest smoothed rate so far. */
  peak: number;
  /** Mean time between such evidence of recovery while the outage goes on, minutes. */
  statistic: number;
}

const smoothingMinutes = 15;
/** An outage of which this share of its height is left still goes on. */
const remainingShare = 0.5;
/** Talk about an outage dies away slowly: this share of its height is no sign of it. */
const echoShare = 0.08;
/** An outage at less than this multiple of the expected rate can't be told from the expected rate. */
const leastMultiple = 2;

export function beginRecoveryTest(): RecoveryTest {
  return { smoothed: 0, peak: 0, statistic: 0 };
}

/**
 * One minute with `observed` reports where `expected` (> 0) are usual:
 * Q ← (1 + Q) · Poisson(observed | quiet) / Poisson(observed | outage), with quiet = max(expected, 8 % of the height) and
 * outage = max(2 · expected, expected + ½ of the height above it). While the outage goes on E[Q] grows by one a minute, so
 * Q is a mean time between false recoveries (Shiryaev 1963 with the roles exchanged; Pollak 1987).
 */
export function followRecoveryTest(test: RecoveryTest, observed: number, expected: number): void {
  test.smoothed += (observed - test.smoothed) / smoothingMinutes;
  test.peak = Math.max(test.peak, test.smoothed);
  const quiet = Math.max(expected, echoShare * test.peak);
  const outage = Math.max(leastMultiple * expected, expected + remainingShare * (test.peak - expected), 1.5 * quiet);
  const ratio = Math.exp(outage - quiet + observed * Math.log(quiet / outage));
  test.statistic = Math.min(1e9, (1 + test.statistic) * ratio);
}

/** False recoveries once in this many minutes of an outage are accepted: a relapse carries the incident on. */
export const recoveryMinutes = 600;

export function hasRecovered({ statistic }: RecoveryTest): boolean {
  return statistic >= recoveryMinutes;
}
