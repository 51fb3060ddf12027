/** One minute of one stratum as counted. */
export interface Count {
  minute: number;
  /** Distinct authors with a current report. */
  observed: number;
  /** All judged mentions of the brand in that minute, whatever their kind. */
  mentions: number;
}

/** One bucket of a timeline as shown and exported. */
export interface TimelineBucket {
  /** Start of the bucket, epoch ms. */
  at: number;
  observed: number;
  mentions: number;
  /** Null where there is no baseline yet or nothing was observed (source gap). */
  expected: number | null;
  lower: number | null;
  upper: number | null;
  /** observed − expected. */
  excess: number | null;
  /** Share of the bucket's minutes in which sources were up, 0..1. */
  exposure: number;
}
