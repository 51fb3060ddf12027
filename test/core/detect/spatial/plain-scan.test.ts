import { describe, expect, it } from 'vitest';
import { batchScan } from '../../../../src/core/detect/spatial/batch-scan.ts';
import { scanInput } from '../../../../src/core/detect/spatial/scan-input.ts';
import { seededRandom } from '../../../../src/core/stats/random.ts';
import { type PlainProblem, plainScan } from './plain-scan.ts';

const models = ['poisson', 'bernoulli', 'stp', 'kull', 'ebp'] as const;
/** Ids that a careless reader of tables would stumble over. */
const odd = [
  '01',
  '1',
  '1.0',
  'St. Louis, MO',
  'a "b" c',
  '__proto__',
  'Ñuñoa',
  'x;y',
  '-',
  'null',
  'constructor',
  '1e3',
];

/** Twelve places: some on a grid, so that distances tie, two of them in the same spot. */
function drawProblem(model: PlainProblem['model'], seed: number): PlainProblem {
  const random = seededRandom(seed);
  const whole = (below: number) => Math.floor(random() * below);
  const plane = seed % 2 === 0;
  const points = odd.map((_, i): [number, number] =>
    plane
      ? [i % 4, Math.floor(i / 4)]
      : [30 + (i % 4) * 0.7, -100 + Math.floor(i / 4) * 0.9 + (i % 3 === 0 ? random() : 0)],
  );
  points[7] = [...points[3]!];
  const timed = model === 'bernoulli' ? 1 : 6;
  const rows = <T>(make: (i: number) => T) => odd.map(() => Array.from({ length: timed }, (_, t) => make(t)));
  return {
    ...{ model, plane, points },
    cases: Array.from({ length: 1 + (seed % 3 === 0 ? 1 : 0) }, () => rows(() => whole(3) * whole(3))),
    people: odd.map(() => 3 + whole(30)),
    baselines: rows(() => 0.1 + random()),
    maxShare: seed % 5 === 0 ? 0.25 : 0.5,
    maxDistance: seed % 4 === 1 ? (plane ? 1.5 : 150) : Number.POSITIVE_INFINITY,
    longest: 1 + (seed % 4),
    retrospective: seed % 3 === 1,
  };
}

const quoted = (id: string) => (/[",]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id);

/** The same problem through the tables. */
function viaTables(problem: PlainProblem) {
  const { model, plane, points, people, cases, baselines } = problem;
  const column = model === 'bernoulli' ? 'controls' : 'population';
  const withPeople = model === 'poisson' || model === 'bernoulli';
  const locations = points.map(([a, b], i) => [quoted(odd[i]!), a, b, ...(withPeople ? [people[i]] : [])].join(','));
  const timed = model !== 'bernoulli';
  const cells = (values: number[][], stream: string[]) =>
    values.flatMap((row, i) =>
      row.map((value, t) => [quoted(odd[i]!), ...(timed ? [t - 2] : []), value, ...stream].join(',')),
    );
  const head = timed ? 'id,interval' : 'id';
  const input = scanInput({
    model,
    geometry: plane ? 'plane' : 'sphere',
    locations: {
      name: 'l.csv',
      text: [`id,${plane ? 'x,y' : 'lat,lon'}${withPeople ? `,${column}` : ''}`, ...locations].join('\r\n'),
    },
    cases: {
      name: 'c.csv',
      text: [`${head},count,stream`, ...cases.flatMap((values, s) => cells(values, [`s${s}`]))].join('\n'),
    },
    ...(model === 'kull' || model === 'ebp'
      ? { baselines: { name: 'b.csv', text: ['id,interval,baseline', ...cells(baselines, [])].join('\n') } }
      : {}),
  });
  if ('faults' in input) throw new Error(input.faults.join('\n'));
  return batchScan(input, {
    model,
    zones: ['circles'],
    maxShare: problem.maxShare,
    maxRadius: Number.isFinite(problem.maxDistance) ? problem.maxDistance : undefined,
    longest: problem.longest,
    retrospective: problem.retrospective,
    temporal: false,
    replicates: 0,
    seed: 1,
    top: 100,
  }).clusters;
}

describe('a scan from tables', () => {
  it.each(models)('finds the clusters that the definitions give (%s)', (model) => {
    for (let seed = 1; seed <= 40; seed++) {
      const problem = drawProblem(model, seed);
      const found = viaTables(problem);
      const wanted = plainScan(problem);
      expect(
        found.map(({ llr }) => llr.toFixed(9)),
        `seed ${seed}`,
      ).toEqual(wanted.map(({ llr }) => llr.toFixed(9)));
      // Where two zones score the same either may be told.
      const clear = wanted.filter((one) =>
        wanted.every((other) => other === one || Math.abs(other.llr - one.llr) > 1e-6),
      );
      for (const one of clear) {
        const twin = found.find(({ llr }) => Math.abs(llr - one.llr) < 1e-9)!;
        expect([...twin.ids].sort(), `seed ${seed}`).toEqual(one.members.map((m) => odd[m]!).sort());
        expect(twin.observed).toBe(one.observed);
        expect(twin.expected).toBeCloseTo(one.expected, 9);
        if (twin.from !== null) expect([twin.from + 2, twin.to! + 2]).toEqual([one.from, one.to]);
      }
    }
  });
});
