/** The cases of one data set: where and when each one falls. */
export interface NullDraw {
  size: number;
  locations: Int32Array;
  /** Interval among those that some window covers, from 0. */
  times: Int32Array;
}

export function nullDraw(capacity: number): NullDraw {
  return {
    size: 0,
    locations: new Int32Array(capacity),
    times: new Int32Array(capacity),
  };
}

/** Room for a count whose total is left to chance: its mean, twenty Poisson standard deviations and some more. */
export function roomFor(mean: number): number {
  return Math.ceil(mean + 20 * Math.sqrt(mean) + 50);
}
