import { instantOf } from '../words/interval.ts';
import type { TimelineBucket } from '../words/series.ts';
import { type Band, countBand } from './band.ts';

/** What is expected of one minute when every source is up: variance = mean + dispersion·mean². */
export interface MinuteExpectation {
  mean: number;
  dispersion: number;
}

/** One minute as it goes into a bucket. */
export interface TimelineMinute {
  observed: number;
  mentions: number;
  expectation: MinuteExpectation | null;
  /** How much of the usual mentions could be read, 0..1. */
  exposure: number;
}

/**
 * Sums minutes into buckets of a timeline. Minutes count as independent: with eᵢ the exposure
 * M = Σeᵢmᵢ, variance M + Σdᵢ(eᵢmᵢ)², hence the bucket's dispersion D = Σdᵢ(eᵢmᵢ)²/M². Expected and band are null when a
 * minute with a source has no expectation or no minute had a source. Unit: counts.
 */
export class BucketSum {
  #observed = 0;
  #mentions = 0;
  #mean = 0;
  #excessVariance = 0;
  #exposure = 0;
  #up = 0;
  #complete = true;
  #lastMean = Number.NaN;
  #lastDispersion = Number.NaN;
  #lastBand: Band = { lower: 0, upper: 0 };

  add(minute: TimelineMinute): void {
    this.#observed += minute.observed;
    this.#mentions += minute.mentions;
    if (minute.exposure <= 0) return;
    this.#exposure += minute.exposure;
    this.#up += 1;
    if (!minute.expectation) {
      this.#complete = false;
      return;
    }
    const { dispersion } = minute.expectation;
    const mean = minute.expectation.mean * minute.exposure;
    this.#mean += mean;
    this.#excessVariance += dispersion * mean * mean;
  }

  /** The bucket of `width` minutes that starts at `start`; the sum begins anew. */
  take(start: number, width: number): TimelineBucket {
    const known = this.#complete && this.#up > 0;
    const band = known ? this.#band() : null;
    const bucket: TimelineBucket = {
      at: instantOf(start),
      observed: this.#observed,
      mentions: this.#mentions,
      expected: known ? rounded(this.#mean) : null,
      lower: band ? band.lower : null,
      upper: band ? band.upper : null,
      excess: known ? rounded(this.#observed - this.#mean) : null,
      exposure: rounded(this.#exposure / width),
    };
    this.#observed = this.#mentions = this.#mean = this.#excessVariance = this.#exposure = this.#up = 0;
    this.#complete = true;
    return bucket;
  }

  // Within a quarter of an hour all minutes share their expectation, so the last band mostly serves again.
  #band(): Band {
    const mean = this.#mean;
    const dispersion = mean > 0 ? this.#excessVariance / (mean * mean) : 0;
    if (mean !== this.#lastMean || dispersion !== this.#lastDispersion) {
      this.#lastBand = countBand(mean, dispersion);
      this.#lastMean = mean;
      this.#lastDispersion = dispersion;
    }
    return this.#lastBand;
  }
}

/** Six decimals: enough for every reader, and the same text on every machine. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
