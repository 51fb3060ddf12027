/** Tells the time. Replay sets it; everything else reads the system's. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
}
