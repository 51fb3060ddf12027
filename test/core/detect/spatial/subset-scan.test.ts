import { describe, expect, it } from 'vitest';
import { circleOrders } from '../../../../src/core/detect/spatial/circle-orders.ts';
import { nullSampler } from '../../../../src/core/detect/spatial/null-sampler.ts';
import type { ScanProblem } from '../../../../src/core/detect/spatial/scan-problem.ts';
import { type ScanModel, type StreamData, scanStream } from '../../../../src/core/detect/spatial/scan-stream.ts';
import { scanWindows } from '../../../../src/core/detect/spatial/scan-window.ts';
import { rankP } from '../../../../src/core/detect/spatial/significance.ts';
import { scanSubsets, subsetMaxima } from '../../../../src/core/detect/spatial/subset-scan.ts';
import { zoneFamily } from '../../../../src/core/detect/spatial/zone-family.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { samplePoisson } from '../../../../src/core/stats/sample-poisson.ts';

const places = Array.from({ length: 10 }, (_, i) => [i % 5, Math.floor(i / 5)] as const);

/** Ten places, three intervals, one case each expected; `hit` times as many at some places in the last two intervals. */
function dataOf(seed: number, hit: number[] = [], times = 6): StreamData {
  const random = seededRandom(seed);
  const cell = (i: number, t: number) => samplePoisson(hit.includes(i) && t > 0 ? times : 1, random);
  const cases = places.flatMap((_, i) => [0, 1, 2].map((t) => cell(i, t)));
  return { locations: 10, intervals: 3, cases, baselines: new Array<number>(30).fill(1) };
}

function problemOf(model: ScanModel, data: StreamData): ScanProblem {
  const windows = scanWindows(3, 3);
  const axes = { geometry: 'plane' as const, first: places.map(([x]) => x), second: places.map(([, y]) => y) };
  const limits = { weights: new Array<number>(10).fill(1), maxShare: 0.6 };
  const family = zoneFamily(
    circleOrders(
      places.map((_, i) => `p${i}`),
      axes,
      limits,
    ),
  );
  return { family, windows, streams: [scanStream(model, data, windows)], minCases: 2 };
}

/** The best of all subsets of all neighborhoods. */
function plainBest({ family, windows, streams: [stream], minCases }: ScanProblem): number {
  let best = 0;
  for (let order = 0; order + 1 < family.starts.length; order++) {
    const hood = Array.from(family.members.subarray(family.starts[order]!, family.starts[order + 1]!));
    for (let bits = 1; bits < 2 ** hood.length; bits++) {
      const members = hood.filter((_, i) => bits & (1 << i));
      windows.forEach((_, w) => {
        const of = (cells: Float64Array) => members.reduce((sum, m) => sum + cells[m * windows.length + w]!, 0);
        const [c, e] = [of(stream!.cases), of(stream!.expected)];
        if (c >= minCases && c > e) best = Math.max(best, stream!.score(c, e, stream!.totals[w]!));
      });
    }
  }
  return best;
}

describe('the subset scan', () => {
  it.each(['ebp', 'kull', 'stp'] as const)(
    'finds the best of all subsets by looking at prefixes only (%s)',
    (model) => {
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const problem = problemOf(model, dataOf(seed));
        expect(scanSubsets(problem)[0]?.llr ?? 0).toBeCloseTo(plainBest(problem), 10);
      }
    },
  );

  it('finds a shape that is no circle, with significance', () => {
    const data = dataOf(7, [0, 1, 6], 9);
    const problem = problemOf('ebp', data);
    const [first] = scanSubsets(problem);
    expect([...first!.members].sort()).toEqual([0, 1, 6]);
    expect(first!.window).toEqual({ from: 1, to: 2 });
    const maxima = subsetMaxima(problem, nullSampler('ebp', data, 3), {
      used: 3,
      intervals: 3,
      replicates: 99,
      seed: 1,
    });
    expect(rankP(first!.llr, maxima)).toBe(0.01);
    const calm = scanSubsets(problemOf('ebp', dataOf(8)))[0]!;
    expect(rankP(calm.llr, maxima)).toBeGreaterThan(0.05);
  });
});
