import { describe, expect, it } from 'vitest';
import { circleOrders } from '../../../../src/core/detect/spatial/circle-orders.ts';
import {
  absoluteLlr,
  bernoulliScore,
  conditionalLlr,
  outsideLlr,
} from '../../../../src/core/detect/spatial/log-likelihood.ts';
import { nullDraw } from '../../../../src/core/detect/spatial/null-draw.ts';
import { nullSampler } from '../../../../src/core/detect/spatial/null-sampler.ts';
import { replicateMaxima } from '../../../../src/core/detect/spatial/replicate-maxima.ts';
import { scan } from '../../../../src/core/detect/spatial/scan.ts';
import type { ScanProblem } from '../../../../src/core/detect/spatial/scan-problem.ts';
import { type ScanModel, type StreamData, scanStream } from '../../../../src/core/detect/spatial/scan-stream.ts';
import { scanWindows, windowSums } from '../../../../src/core/detect/spatial/scan-window.ts';
import { rankP } from '../../../../src/core/detect/spatial/significance.ts';
import { groupOrders, membersOf, zoneFamily } from '../../../../src/core/detect/spatial/zone-family.ts';
import { seededGenerator, seededRandom } from '../../../../src/core/stats/random.ts';

const models: ScanModel[] = ['poisson', 'bernoulli', 'stp', 'kull', 'ebp'];

/** Twelve places on a grid (so with ties), eight intervals; stated seed. */
function smallData(seed: number, intervals = 8): StreamData {
  const random = seededRandom(seed);
  const locations = 12;
  const cells = <T>(make: () => T) => Array.from({ length: locations * intervals }, make);
  const cases = cells(() => Math.floor(random() * random() * 4));
  const population = Array.from({ length: locations }, (_, i) => {
    const own = cases.slice(i * intervals, (i + 1) * intervals).reduce((a, b) => a + b, 0);
    return own + 5 + Math.floor(30 * random());
  });
  return {
    locations,
    intervals,
    cases,
    population,
    baselines: cells(() => 0.2 + random()),
  };
}

const grid = {
  geometry: 'plane' as const,
  first: Array.from({ length: 12 }, (_, i) => i % 4),
  second: Array.from({ length: 12 }, (_, i) => Math.floor(i / 4)),
};
const ids = Array.from({ length: 12 }, (_, i) => `p${i}`);

function problemOf(model: ScanModel, data: StreamData[], longest: number, retrospective = false): ScanProblem {
  const intervals = data[0]!.intervals;
  const windows = scanWindows(intervals, longest, retrospective);
  const family = zoneFamily(circleOrders(ids, grid, { weights: data[0]!.population!, maxShare: 0.5 }));
  return {
    family,
    windows,
    streams: data.map((stream) => scanStream(model, stream, windows)),
    minCases: 2,
  };
}

/** Largest score by looking at every zone and window in plain arithmetic. */
function plainMaximum({ family, windows, streams, minCases }: ScanProblem, counts: ArrayLike<number>[]): number {
  let largest = 0;
  for (let order = 0; order + 1 < family.starts.length; order++) {
    for (let end = family.starts[order]!; end < family.starts[order + 1]!; end++) {
      if (family.closes[end] === 0) continue;
      const members = membersOf(family, order, end);
      windows.forEach((_, w) => {
        let llr = 0;
        let all = 0;
        streams.forEach((stream, s) => {
          const c = members.reduce((sum, member) => sum + counts[s]![member * windows.length + w]!, 0);
          const e = members.reduce((sum, member) => sum + stream.expected[member * windows.length + w]!, 0);
          if (c <= e) return;
          all += c;
          llr += stream.score(c, e, stream.totals[w]!);
        });
        if (all >= minCases) largest = Math.max(largest, llr);
      });
    }
  }
  return largest;
}

describe('log-likelihood ratios', () => {
  it('agree with the formulas by hand', () => {
    // 10 ln(10/4) + 90 ln(90/96) = 9.16290732 − 5.80846774, by hand.
    expect(conditionalLlr(10, 4, 100)).toBeCloseTo(10 * Math.log(2.5) + 90 * Math.log(90 / 96), 12);
    expect(absoluteLlr(10, 4)).toBeCloseTo(10 * Math.log(2.5) - 6, 12);
    expect(outsideLlr({ cases: 10, expected: 4 }, { cases: 30, expected: 12 })).toBeCloseTo(
      20 * Math.log(2.5) - 12,
      12,
    );
  });

  it('give 4.836516 for 4 cases among 4 of 203 people with 62 cases (SaTScan 10.3.2, North Humberside)', () => {
    expect(bernoulliScore(203)(4, (4 * 62) / 203, 62)).toBeCloseTo(4.836516, 6);
  });

  it('are 0 without an excess', () => {
    expect([
      conditionalLlr(4, 4, 10),
      absoluteLlr(3, 4),
      bernoulliScore(20)(1, 2, 10),
      conditionalLlr(0, 0, 10),
    ]).toEqual([0, 0, 0, 0]);
  });

  it('have a limit where all cases lie inside', () => {
    expect(conditionalLlr(10, 4, 10)).toBeCloseTo(10 * Math.log(2.5), 12);
  });
});

describe('zones', () => {
  it('let equal distances enter together, the center first', () => {
    const [corner] = circleOrders(ids, grid, {
      weights: new Array<number>(12).fill(1),
      maxShare: 0.5,
    });
    expect(corner!.members.slice(0, 4)).toEqual([0, 1, 4, 5]);
    expect(corner!.closes.slice(0, 4)).toEqual([true, false, true, true]);
    expect(corner!.distances.slice(0, 4)).toEqual([0, 1, 1, Math.SQRT2]);
    expect(corner!.members.length).toBeLessThanOrEqual(6);
  });

  it('stop before the share, the radius and the number of members are passed', () => {
    const limits = { weights: new Array<number>(12).fill(1), maxShare: 1 };
    expect(circleOrders(ids, grid, { ...limits, maxRadius: 1 })[0]!.members).toEqual([0, 1, 4]);
    expect(circleOrders(ids, grid, { ...limits, maxMembers: 2 })[0]!.members).toEqual([0]);
    expect(circleOrders(ids, grid, { ...limits, maxShare: 1 / 12 })[0]!.members).toEqual([0]);
    expect(circleOrders(ids, grid, limits)[0]!.members).toHaveLength(12);
  });

  it('measure great circles on a sphere of 6,367 km: a quarter of the equator is 10,001.26 km', () => {
    const [origin] = circleOrders(
      ['a', 'b'],
      { geometry: 'sphere', first: [0, 0], second: [0, 90] },
      { weights: [1, 1], maxShare: 1 },
    );
    expect(origin!.distances[1]).toBeCloseTo((6367 * Math.PI) / 2, 6);
  });

  it('group locations by label, none for an empty one or for all of them', () => {
    expect(groupOrders(['TX', 'OK', 'TX', '']).map(({ name, members }) => [name, members])).toEqual([
      ['TX', [0, 2]],
      ['OK', [1]],
    ]);
    expect(groupOrders(['TX', 'TX'])).toEqual([]);
  });
});

describe('windows', () => {
  it('end with the last interval, or anywhere when retrospective', () => {
    expect(scanWindows(5, 2)).toEqual([
      { from: 4, to: 4 },
      { from: 3, to: 4 },
    ]);
    expect(scanWindows(3, 2, true)).toEqual([
      { from: 0, to: 0 },
      { from: 1, to: 1 },
      { from: 0, to: 1 },
      { from: 2, to: 2 },
      { from: 1, to: 2 },
    ]);
  });
});

describe('the scan', () => {
  it.each(models)('finds the maximum that plain arithmetic finds (%s)', (model) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const problem = problemOf(model, [smallData(seed)], 3);
      const [best] = scan(problem);
      expect(best?.llr ?? 0).toBeCloseTo(plainMaximum(problem, [problem.streams[0]!.cases]), 10);
    }
  });

  it('returns clusters without overlap, best first, and finds a planted one', () => {
    const data = smallData(9);
    const cases = Array.from(data.cases);
    for (const place of [0, 1, 4]) cases[place * 8 + 7]! += 9;
    const clusters = scan(problemOf('stp', [{ ...data, cases }], 3));
    expect(clusters[0]!.members).toEqual([0, 1, 4]);
    expect(clusters[0]!.window).toEqual({ from: 7, to: 7 });
    const members = clusters.flatMap((cluster) => cluster.members);
    expect(new Set(members).size).toBe(members.length);
    expect(clusters.map(({ llr }) => llr)).toEqual([...clusters.map(({ llr }) => llr)].sort((a, b) => b - a));
  });

  it('asks for two cases', () => {
    const cases = new Array<number>(12 * 8).fill(0);
    cases[7] = 1;
    const data = {
      ...smallData(1),
      cases,
      baselines: new Array<number>(96).fill(0.01),
    };
    expect(scan(problemOf('ebp', [data], 3))).toEqual([]);
  });

  it('adds the streams that are above their expectation', () => {
    const [one, two] = [smallData(3), smallData(4)];
    const problem = problemOf('stp', [one, two], 3);
    expect(scan(problem)[0]!.llr).toBeCloseTo(
      plainMaximum(
        problem,
        problem.streams.map(({ cases }) => cases),
      ),
      10,
    );
  });
});

describe('the null replicates', () => {
  it.each(models.flatMap((model) => [1, 3, 8].map((longest) => [model, longest] as const)))(
    'have the maxima that plain arithmetic finds (%s, %i windows)',
    (model, longest) => {
      const data = smallData(6);
      expectSame(model, [data], longest);
    },
  );

  it('add several streams, and take lanes of two and four bytes where counts are large', () => {
    expectSame('stp', [smallData(3), smallData(4)], 3);
    for (const times of [40, 3000]) {
      const data = smallData(5);
      expectSame('kull', [{ ...data, cases: Array.from(data.cases, (count) => count * times) }], 3);
    }
  });

  it('take wider lanes for the data sets that fill narrow ones', () => {
    // Half of about 440 cases: what a zone needs fits a byte, what it holds by chance doesn't always.
    for (const seed of [1, 2, 3]) {
      const data = smallData(seed, 1);
      const cases = Array.from(data.cases);
      cases[seed] = 440 - cases.reduce((a, b) => a + b, 0) + cases[seed]!;
      expectSame('poisson', [{ ...data, cases }], 1);
    }
  });

  it('take more than twelve windows in several blocks, also where they end anywhere', () => {
    expectSame('stp', [smallData(7, 40)], 20);
    expectSame('kull', [smallData(7, 8)], 5, true);
  });

  it('count places where only one of two streams can have cases', () => {
    const [one, two] = [smallData(3), smallData(4)];
    const without = (data: StreamData, places: number[]) => ({
      ...data,
      cases: Array.from(data.cases, (count, i) => (places.includes(Math.floor(i / 8)) ? 0 : count)),
    });
    expectSame('stp', [without(one, [0, 5, 6]), without(two, [1, 2, 11])], 3);
  });

  it('count ties as reached: p = (1 + #{≥}) / (R + 1)', () => {
    expect(rankP(2, [1, 2, 3, 2 - 1e-12])).toBe(4 / 5);
    expect(rankP(9, [1, 2, 3])).toBe(1 / 4);
  });
});

/** Draws as the replicates do, and compares each maximum with plain arithmetic on the same draw. */
function expectSame(model: ScanModel, data: StreamData[], longest: number, retrospective = false): void {
  const problem = problemOf(model, data, longest, retrospective);
  const { intervals, locations } = data[0]!;
  const used = retrospective ? intervals : longest;
  const samplers = data.map((stream) => nullSampler(model, stream, used));
  const maxima = replicateMaxima({
    problem,
    samplers,
    used,
    intervals,
    replicates: 60,
    seed: 11,
  });
  const first = intervals - used;
  const windows = problem.windows.map(({ from, to }) => ({
    from: from - first,
    to: to - first,
  }));
  maxima.forEach((maximum, r) => {
    const generator = seededGenerator(11 * 4_294_967_296 + r);
    const counts = samplers.map((sampler) => {
      const draw = nullDraw(sampler.capacity);
      sampler.draw(generator, draw);
      const cells = new Float64Array(locations * used);
      for (let i = 0; i < draw.size; i++) cells[draw.locations[i]! * used + draw.times[i]!]!++;
      return windowSums(cells, used, windows);
    });
    expect(maximum).toBeCloseTo(plainMaximum(problem, counts), 9);
  });
}

describe('the null samplers', () => {
  const data = smallData(8);
  const total = Array.from(data.cases).reduce((a, b) => a + b, 0);

  it.each(['stp', 'kull'] as const)('keep the total of every interval (%s)', (model) => {
    const draw = nullDraw(total);
    nullSampler(model, data, 3).draw(seededGenerator(1), draw);
    const drawn = [0, 1, 2].map((t) => draw.times.subarray(0, draw.size).filter((time) => time === t).length);
    const observed = [5, 6, 7].map((t) =>
      Array.from({ length: 12 }, (_, i) => data.cases[i * 8 + t]!).reduce((a, b) => a + b, 0),
    );
    expect(drawn).toEqual(observed);
  });

  it('keep the cases of every place over all intervals (stp)', () => {
    const draw = nullDraw(total);
    nullSampler('stp', data, 8).draw(seededGenerator(2), draw);
    const drawn = Array.from(
      { length: 12 },
      (_, i) => draw.locations.subarray(0, draw.size).filter((place) => place === i).length,
    );
    expect(drawn).toEqual(
      Array.from({ length: 12 }, (_, i) =>
        Array.from(data.cases)
          .slice(i * 8, i * 8 + 8)
          .reduce((a, b) => a + b, 0),
      ),
    );
  });

  it.each(['poisson', 'ebp', 'kull'] as const)('have the expected mean in every place (%s)', (model) => {
    const sampler = nullSampler(model, data, 8);
    const draw = nullDraw(sampler.capacity);
    const sums = new Float64Array(12);
    const generator = seededGenerator(3);
    const draws = 4000;
    for (let i = 0; i < draws; i++) {
      sampler.draw(generator, draw);
      for (let j = 0; j < draw.size; j++) sums[draw.locations[j]!]!++;
    }
    const people = Array.from(data.population!).reduce((a, b) => a + b, 0);
    const column = (t: number) => Array.from({ length: 12 }, (_, i) => i * 8 + t);
    const mean = (i: number) => {
      if (model === 'poisson') return (total * data.population![i]!) / people;
      return Array.from({ length: 8 }, (_, t) => {
        const rate =
          model === 'ebp'
            ? 1
            : column(t).reduce((s, cell) => s + data.cases[cell]!, 0) /
              column(t).reduce((s, cell) => s + data.baselines![cell]!, 0);
        return rate * data.baselines![i * 8 + t]!;
      }).reduce((a, b) => a + b, 0);
    };
    sums.forEach((sum, i) => {
      expect(Math.abs(sum / draws - mean(i))).toBeLessThan(5 * Math.sqrt(mean(i) / draws));
    });
  });
});
