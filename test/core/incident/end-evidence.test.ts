import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  goesOnEvidence,
  type OutageSize,
  outageSize,
  type QuietMinute,
} from '../../../src/core/incident/end-evidence.ts';
import { longestDoubtMinutes, mostGoesOn } from '../../../src/core/incident/incident-end.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../src/core/stats/sample-poisson.ts';
import { brandAlert, noon } from '../../support/alerts.ts';

const sizes = fc.record({
  usual: fc.double({ min: 0.001, max: 2, noNaN: true }),
  beyond: fc.double({ min: 0.05, max: 20, noNaN: true }),
});
const minutes = fc.array(fc.record({ observed: fc.nat(5), exposure: fc.constantFrom(0, 0.4, 1) }), { maxLength: 28 });
const evidence = (size: OutageSize, quiet: readonly QuietMinute[]) => goesOnEvidence(size, quiet, 0);
const silent = (n: number) => Array.from({ length: n }, () => ({ observed: 0, exposure: 1 }));

/** First minute with evidence of an end, from the tenth on; null: none within an hour. */
function endAt(size: { usual: number; beyond: number }, rateAt: (since: number) => number, seed: number) {
  const random = seededRandom(seed);
  const seen: { observed: number; exposure: number }[] = [];
  for (let since = 0; since < longestDoubtMinutes; since++) {
    seen.push({ observed: samplePoisson(rateAt(since), random), exposure: 1 });
    if (since >= 9 && evidence(size, seen) <= mostGoesOn) return since;
  }
  return null;
}

describe('evidence that an outage goes on', () => {
  it('rises with each report, falls with each silent minute, and says nothing of a gap', () => {
    fc.assert(
      fc.property(sizes, minutes, (size, seen) => {
        const known = evidence(size, seen);
        expect(evidence(size, [...seen, ...silent(1)])).toBeLessThan(known);
        expect(evidence(size, [...seen, { observed: 0, exposure: 0 }])).toBe(known);
        const more = seen.map((minute, i) =>
          i === seen.length - 1 ? { ...minute, observed: minute.observed + 1 } : minute,
        );
        if (seen.length > 0) expect(evidence(size, more)).toBeGreaterThan(known);
      }),
      { seed: 5 },
    );
  });

  it('ends with a calm of half an hour that began before its alarm went, and not with a shorter one', () => {
    const size = { usual: 0.01, beyond: 0.2 };
    const talkThenCalm = (calmMinutes: number) => [
      ...Array.from({ length: 40 }, () => ({ observed: 1, exposure: 1 })),
      ...silent(calmMinutes),
    ];
    // Its alarm went five minutes ago.
    const left = (calmMinutes: number) => goesOnEvidence(size, talkThenCalm(calmMinutes), 35 + calmMinutes);
    expect(left(20)).toBeGreaterThan(mostGoesOn);
    expect(left(30)).toBeLessThan(mostGoesOn);
    const unseen = talkThenCalm(0).concat(Array.from({ length: 30 }, () => ({ observed: 0, exposure: 0 })));
    expect(goesOnEvidence(size, unseen, 65)).toBeGreaterThan(mostGoesOn);
  });

  // A likelihood ratio falls below 1/20 with a probability of 1/20 at most, however long one looks (Ville 1939); here several are looked at.
  it.each([0.1, 0.3, 1, 3])(
    'is taken for an end in at most one of eight outages that go on at %d a minute',
    (beyond) => {
      const size = { usual: 0.05, beyond };
      const runs = Array.from({ length: 300 }, (_, i) => endAt(size, () => size.usual + beyond, 700 + i));
      expect(runs.filter((at) => at !== null).length / runs.length).toBeLessThan(0.125);
    },
  );

  it.each([
    [0.3, 30],
    [1, 14],
    [3, 10],
  ])('fades behind an outage of %d a minute that is over, in the median within %d minutes', (beyond, within) => {
    const left = (since: number) => 0.05 + 0.3 * beyond * 2 ** (-since / 15);
    const ends = Array.from({ length: 100 }, (_, i) => endAt({ usual: 0.05, beyond }, left, 9_000 + i) ?? 60);
    expect(ends.sort((a, b) => a - b)[50]!).toBeLessThanOrEqual(within);
  });
});

describe('the size of an outage', () => {
  const alert = (observed: number, expected: number) =>
    brandAlert({ onset: { at: 60_000 * noon, low: 0, high: 0 }, observed, expected });

  it('is what came beyond the usual, a minute since the onset', () => {
    expect(outageSize(alert(50, 10), noon + 39)).toEqual({ usual: 0.25, beyond: 1 });
  });

  it('is unknown where the usual reports hide it', () => {
    expect(outageSize(alert(19, 10), noon + 39)).toBeNull();
  });
});
