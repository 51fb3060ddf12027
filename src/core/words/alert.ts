import type { Stratum } from './stratum.ts';

/** A series has left its expectation. "Spike" is the word for people. */
export interface Alert {
  /** Hash of method, stratum and first minute: the same finding is the same alert. */
  id: string;
  method: 'temporal' | 'spatial' | 'official';
  stratum: Stratum;
  firstMinute: number;
  /** Minute as of which the figures below hold. */
  minute: number;
  observed: number;
  expected: number;
  /** Mean time between such results by chance, minutes. */
  recurrenceIntervalMinutes: number;
  onset: Onset;
  /** True while the evidence stands, false once recovery is shown. */
  active: boolean;
  reasons: string[];
}

/** When it began: an estimate with an interval, epoch ms. */
export interface Onset {
  at: number;
  low: number;
  high: number;
}
