import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createDetector,
  type DetectorState,
  expectation,
  recurrenceIntervalMinutes,
  step,
} from '../../../../src/core/detect/temporal/detector.ts';
import { likelihoodRatios } from '../../../../src/core/detect/temporal/likelihood-ratio.ts';
import { multipliers } from '../../../../src/core/detect/temporal/multipliers.ts';
import { logNegativeBinomial } from '../../../../src/core/stats/negative-binomial.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { sampleNegativeBinomial } from '../../../../src/core/stats/sample-negative-binomial.ts';
import { samplePoisson } from '../../../../src/core/stats/sample-poisson.ts';

const start = 29_459_520;
const prior = { meanPerMinute: 1, strength: 1 };
const days = 10;

function learned(counts: (minute: number) => number, { bin = 1, from = start } = {}): DetectorState {
  const state = createDetector(prior, from, bin);
  for (let minute = 0; minute < days * 1440; minute += bin) step(state, from + minute, counts(minute));
  return state;
}

const law = fc.record({
  count: fc.nat(60),
  mean: fc.double({ min: 0.01, max: 30, noNaN: true }),
  dispersion: fc.double({ min: 1, max: 8, noNaN: true }),
});
const logRatios = (count: number, mean: number, dispersion: number) => {
  const out = multipliers.map(() => 0);
  const common = likelihoodRatios(count, { mean, dispersion, independence: 1 }, out);
  return out.map((ratio) => Math.log(ratio) + common);
};

describe('likelihood ratios', () => {
  it('are those of the negative binomial law, for any count', () => {
    fc.assert(
      fc.property(law, ({ count, mean, dispersion }) => {
        logRatios(count, mean, dispersion).forEach((ratio, i) => {
          const under = (rate: number) => logNegativeBinomial(count, rate, dispersion);
          const plain = under(multipliers[i]! * mean) - under(mean);
          if (plain > -600) expect(ratio).toBeCloseTo(plain, 4);
        });
      }),
      { seed: 4 },
    );
  });

  it('average to 1 while nothing happens: Σ p(x) L(x) = 1', () => {
    for (const [mean, dispersion] of [
      [0.02, 1],
      [0.5, 2],
      [3, 1.5],
      [8, 4],
    ] as const)
      for (const i of [0, 2, 4]) {
        let sum = 0;
        for (let count = 0; count < 2_000; count++)
          sum += Math.exp(logNegativeBinomial(count, mean, dispersion) + logRatios(count, mean, dispersion)[i]!);
        expect(sum).toBeCloseTo(1, 6);
      }
  });

  it('of two halves of a minute multiply to that of the whole, for Poisson counts', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.double({ min: 0.01, max: 10, noNaN: true }), (a, b, mean) => {
        const halves = [logRatios(a, mean / 2, 1), logRatios(b, mean / 2, 1)];
        logRatios(a + b, mean, 1).forEach((whole, i) => {
          expect(whole).toBeCloseTo(halves[0]![i]! + halves[1]![i]!, 6);
        });
      }),
      { seed: 5 },
    );
  });
});

describe('a series', () => {
  it('shifted by whole weeks is judged the same, to the last bit', () => {
    const counts = (seed: number) => {
      const random = seededRandom(seed);
      return () => sampleNegativeBinomial(0.7, 1.5, random);
    };
    const here = learned(counts(1));
    const later = learned(counts(1), { from: start + 3 * 10_080 });
    expect(recurrenceIntervalMinutes(later)).toBe(recurrenceIntervalMinutes(here));
    expect(expectation(later, start + 3 * 10_080 + days * 1440)).toEqual(expectation(here, start + days * 1440));
  });

  it('scaled up is expected to be scaled up, and known better', () => {
    const at = start + days * 1440;
    const wave = (minute: number) => 1 + 0.6 * Math.sin((2 * Math.PI * minute) / 1440);
    const of = (scale: number) => {
      const random = seededRandom(2);
      return expectation(
        learned((minute) => samplePoisson(scale * wave(minute), random)),
        at + 360,
      );
    };
    const [low, high] = [of(0.5), of(8)];
    expect(high.mean / low.mean / 16).toBeGreaterThan(0.85);
    expect(high.mean / low.mean / 16).toBeLessThan(1.15);
    expect(high.learning).toBeLessThan(low.learning);
  });

  it('merged from two is expected to bring the sum of both', () => {
    const at = start + days * 1440;
    const one = seededRandom(3);
    const other = seededRandom(4);
    const a: number[] = [];
    const b: number[] = [];
    for (let minute = 0; minute < days * 1440; minute++) {
      a.push(samplePoisson(0.4, one));
      b.push(samplePoisson(1.1 * (1 + 0.5 * Math.sin((2 * Math.PI * minute) / 1440)), other));
    }
    const mean = (counts: (minute: number) => number) => expectation(learned(counts), at + 300).mean;
    const sum = mean((minute) => a[minute]!) + mean((minute) => b[minute]!);
    expect(mean((minute) => a[minute]! + b[minute]!) / sum).toBeGreaterThan(0.93);
    expect(mean((minute) => a[minute]! + b[minute]!) / sum).toBeLessThan(1.07);
  });

  it('in wider bins is expected to bring the same in an hour', () => {
    const at = start + days * 1440;
    const random = seededRandom(6);
    const counts = Array.from({ length: days * 1440 }, () => samplePoisson(0.8, random));
    const minutes = learned((minute) => counts[minute]!);
    const fives = learned((minute) => counts.slice(minute, minute + 5).reduce((x, y) => x + y, 0), { bin: 5 });
    expect(expectation(fives, at).mean / expectation(minutes, at).mean).toBeCloseTo(1, 1);
  });

  it('with more reports in its last minute never scores lower', () => {
    const random = seededRandom(7);
    const counts = Array.from({ length: days * 1440 }, () => samplePoisson(0.3, random));
    const before = learned((minute) => counts[minute]!);
    const scores = Array.from({ length: 12 }, (_, count) => {
      const copy = structuredClone(before);
      step(copy, start + days * 1440, count);
      return recurrenceIntervalMinutes(copy);
    });
    for (let count = 1; count < scores.length; count++)
      expect(scores[count]).toBeGreaterThanOrEqual(scores[count - 1]!);
  });
});

describe('sampled negative binomial counts', () => {
  it.each([
    [0.3, 1.5],
    [6, 3],
    [40, 2],
  ])('of mean %s and dispersion %s have both', (mean, dispersion) => {
    const random = seededRandom(8);
    const n = 40_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const count = sampleNegativeBinomial(mean, dispersion, random);
      sum += count;
      squares += count * count;
    }
    expect(sum / n / mean).toBeCloseTo(1, 1);
    expect((squares / n - (sum / n) ** 2) / (sum / n) / dispersion).toBeCloseTo(1, 1);
  });
});
