import { expect, it } from 'vitest';
import { circleOrders } from '../../../../src/core/detect/spatial/circle-orders.ts';
import type { ScanProblem } from '../../../../src/core/detect/spatial/scan-problem.ts';
import { scanStream } from '../../../../src/core/detect/spatial/scan-stream.ts';
import { scanWindows } from '../../../../src/core/detect/spatial/scan-window.ts';
import { stepsPerBlock, walkProgram } from '../../../../src/core/detect/spatial/walk-program.ts';
import { zoneFamily } from '../../../../src/core/detect/spatial/zone-family.ts';
import { rowMap } from '../../../../src/core/detect/spatial/zone-rows.ts';

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
function setsOf(problem: ScanProblem): string[] {
  const program = walkProgram(problem, { stream: 0, map: rowMap(problem, problem.streams[0]!) });
  const sets: string[] = [];
  let set: number[] = [];
  for (let step = 0; step < program.blocks * stepsPerBlock; step++) {
    if (step % stepsPerBlock === 0 && program.fresh[step / stepsPerBlock] === 1) set = [];
    const member = program.members[step]!;
    if (member < program.locations) set.push(member);
    if (program.rows[step]! > 0) sets.push([...set].sort().join(''));
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
