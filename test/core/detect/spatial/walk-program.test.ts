import { expect, it } from 'vitest';
import { circleOrders } from '../../../../src/core/detect/spatial/circle-orders.ts';
import type { ScanProblem } from '../../../../src/core/detect/spatial/scan-problem.ts';
import { scanStream } from '../../../../src/core/detect/spatial/scan-stream.ts';
import { scanWindows } from '../../../../src/core/detect/spatial/scan-window.ts';
import { stepsPerBlock } from '../../../../src/core/detect/spatial/step-writer.ts';
import { walkProgram } from '../../../../src/core/detect/spatial/walk-program.ts';
import { membersOf, zoneFamily } from '../../../../src/core/detect/spatial/zone-family.ts';
import { rowMap } from '../../../../src/core/detect/spatial/zone-rows.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';

/** Five places on a line, the fourth without people. */
function problemOf(population: number[]): ScanProblem {
  const places = { geometry: 'plane' as const, first: [0, 1, 2.1, 3.3, 4.6], second: [0, 0, 0, 0, 0] };
  const windows = scanWindows(1, 1);
  const data = { locations: 5, intervals: 1, cases: [3, 1, 2, 0, 4], population };
  return {
    family: zoneFamily(circleOrders(['a', 'b', 'c', 'd', 'e'], places, { weights: population, maxShare: 1 })),
    windows,
    streams: [scanStream('poisson', data, windows)],
    minCases: 2,
  };
}

/** The sets of places that a program compares, each as a text. */
function setsOf(problem: ScanProblem, separator = ''): string[] {
  const program = walkProgram(problem, { stream: 0, map: rowMap(problem, problem.streams[0]!) });
  const sets: string[] = [];
  const stores: number[][] = [[]];
  let set: number[] = [];
  for (let block = 0; block < program.blocks; block++) {
    if (program.begins[block]! >= 0) set = [...stores[program.begins[block]!]!];
    stores[program.keeps[block]!] = [...set];
    for (let step = block * stepsPerBlock; step < (block + 1) * stepsPerBlock; step++) {
      const member = program.members[step]!;
      if (member < program.locations) set.push(member);
      if (program.rows[step]! > 0) sets.push([...set].sort((a, b) => a - b).join(separator));
    }
  }
  return sets;
}

it('compares every set of places once', () => {
  const sets = setsOf(problemOf([5, 6, 7, 8, 9]));
  expect(new Set(sets).size).toBe(sets.length);
  expect([...sets].sort()).toEqual(
    ['0', '1', '2', '3', '4', '01', '12', '23', '34', '012', '123', '234', '0123', '1234', '01234'].sort(),
  );
});

it('leaves out places where no case can fall', () => {
  const sets = setsOf(problemOf([5, 6, 7, 0, 9]));
  expect(sets.every((set) => !set.includes('3'))).toBe(true);
  expect([...sets].sort()).toEqual(['0', '1', '2', '4', '01', '12', '24', '012', '124', '0124'].sort());
});

/** Eight towns of eight places each; stated seed. */
it('goes on from what an earlier order held', () => {
  const random = seededRandom(3);
  const first = Array.from({ length: 64 }, (_, i) => (i >> 3) * 10 + random());
  const second = first.map(() => random());
  const ids = first.map((_, i) => `p${i}`);
  const population = first.map(() => 5);
  const windows = scanWindows(1, 1);
  const data = { locations: ids.length, intervals: 1, cases: first.map(() => 1), population };
  const places = { geometry: 'plane' as const, first, second };
  const family = zoneFamily(circleOrders(ids, places, { weights: population, maxShare: 1 }));
  const problem = { family, windows, streams: [scanStream('poisson', data, windows)], minCases: 2 };
  const zones = new Set<string>();
  for (let order = 0; order + 1 < family.starts.length; order++)
    for (let end = family.starts[order]!; end < family.starts[order + 1]!; end++)
      if (family.closes[end] === 1) zones.add([...membersOf(family, order, end)].sort((a, b) => a - b).join(' '));
  const sets = setsOf(problem, ' ');
  expect(new Set(sets)).toEqual(zones);
  expect(sets.length).toBe(zones.size);
  const program = walkProgram(problem, { stream: 0, map: rowMap(problem, problem.streams[0]!) });
  expect(program.stores).toBeGreaterThan(1);
});
