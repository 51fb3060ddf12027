/** Half-open interval of minutes since the epoch, UTC: from ≤ minute < to. */
export interface Interval {
  from: number;
  to: number;
}

/** Minute (since the epoch, UTC) that an instant in epoch ms falls into. */
export function minuteOf(atMs: number): number {
  return Math.floor(atMs / 60_000);
}

/** First instant (epoch ms) of a minute. */
export function instantOf(minute: number): number {
  return minute * 60_000;
}

/** ISO 8601 text of an instant in epoch ms, UTC, without needless milliseconds. */
export function isoInstant(atMs: number): string {
  return new Date(atMs).toISOString().replace('.000Z', 'Z');
}
