import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followCalm } from '../../../src/core/detect/many/small-recovery.ts';
import {
  createDetector,
  type DetectorState,
  explain,
  onset,
  recovery,
  saveDetector,
  step,
} from '../../../src/core/detect/temporal/detector.ts';
import { likelihoodRatios, logLikelihoodRatios } from '../../../src/core/detect/temporal/likelihood-ratio.ts';
import { multipliers } from '../../../src/core/detect/temporal/multipliers.ts';
import { goesOnEvidence } from '../../../src/core/incident/end-evidence.ts';
import { reportsDriveTheRise } from '../../../src/core/incident/second-evidence.ts';
import { negativeBinomialQuantile } from '../../../src/core/stats/negative-binomial-quantile.ts';
import { detailOf, rules } from '../../support/alerts.ts';

/** Counts and rates of all sizes up to a million, evenly by their logarithm. */
const count = fc.double({ min: 0, max: 6, noNaN: true }).map((log) => Math.round(10 ** log) - 1);
const rate = fc.double({ min: -4, max: 6, noNaN: true }).map((log) => 10 ** log);
const law = fc.record({
  mean: rate,
  dispersion: fc.double({ min: 1, max: 50, noNaN: true }),
  independence: fc.double({ min: 0.05, max: 1, noNaN: true }),
});
const settings = { seed: 12, numRuns: 2_000 };

/** All numbers in a piece of plain data. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}

describe('at up to a million reports a minute', () => {
  it('likelihood ratios are numbers, and their logarithms finite', () => {
    fc.assert(
      fc.property(count, law, (observed, of) => {
        const ratios = multipliers.map(() => 0);
        const common = likelihoodRatios(observed, of, ratios);
        expect(Number.isFinite(common) && ratios.every((ratio) => ratio >= 0 && ratio < Infinity)).toBe(true);
        const logs = multipliers.map(() => 0);
        logLikelihoodRatios(observed, of, logs);
        expect(logs.every(Number.isFinite)).toBe(true);
        // Where the ratio is a number of full precision its logarithm is the same.
        ratios.forEach((ratio, i) => {
          if (ratio > 1e-300) expect(Math.log(ratio) + common).toBeCloseTo(logs[i]!, 3);
        });
      }),
      settings,
    );
  });

  it('the mirrored test of a small stratum is a number', () => {
    fc.assert(
      fc.property(count, rate, rate, (observed, usual, height) => {
        const statistic = followCalm(3, observed, { usual, height });
        expect(statistic >= 0 && statistic <= 1e9).toBe(true);
      }),
      settings,
    );
  });

  it('the evidence that an outage goes on is finite', () => {
    const minutes = fc.array(fc.record({ observed: count, exposure: fc.constantFrom(0, 0.5, 1) }), { maxLength: 40 });
    fc.assert(
      fc.property(rate, rate, minutes, (usual, beyond, some) => {
        expect(Number.isFinite(goesOnEvidence({ usual, beyond }, some, 0))).toBe(true);
      }),
      { ...settings, numRuns: 300 },
    );
  });

  it('the band of an expectation is a number', () => {
    fc.assert(
      fc.property(rate, fc.double({ min: 1, max: 50, noNaN: true }), (mean, dispersion) => {
        const [lower, upper] = [0.025, 0.975].map((p) => negativeBinomialQuantile(p, mean, dispersion));
        expect(lower! <= mean + 1 && upper! >= lower! && upper! < 60 * (mean + 10) * dispersion).toBe(true);
      }),
      { ...settings, numRuns: 500 },
    );
  });

  it('whether reports drive a rise doesn’t depend on how large it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 1_000_000 }),
        fc.double({ min: 0.45, max: 1, noNaN: true }),
        (all, share) => {
          const reports = Math.round(share * all);
          const mentions = { observed: all, expected: 2 };
          const detail = detailOf({ mentions, excessShare: (reports - 0.1) / (all - 2), usualReportShare: 0.05 });
          expect(reportsDriveTheRise(reports, detail, rules)).toBe(true);
          const joke = { ...detail, excessShare: 0.36, usualReportShare: 0.4 };
          expect(reportsDriveTheRise(Math.round(0.36 * all), joke, rules)).toBe(false);
        },
      ),
      settings,
    );
  });

  it('everything that a detector keeps and tells is a number', () => {
    const course = fc.array(fc.record({ rate: count, minutes: fc.integer({ min: 1, max: 90 }) }), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(course, rate, (stretches, meanPerMinute) => {
        const state: DetectorState = createDetector({ meanPerMinute, strength: 60 }, 0);
        let minute = 0;
        for (const { rate: observed, minutes } of stretches)
          for (const end = minute + minutes; minute < end; minute++) step(state, minute, observed);
        expect(numbersIn(saveDetector(state)).every(Number.isFinite)).toBe(true);
        expect(numbersIn(explain(state, minute - 1)).every(Number.isFinite)).toBe(true);
        expect(Number.isFinite(recovery(state).recurrenceIntervalMinutes)).toBe(true);
        const began = onset(state, minute - 1);
        expect(began === null || (began.low <= began.minute && began.minute <= began.high)).toBe(true);
      }),
      { ...settings, numRuns: 150 },
    );
  });
});
