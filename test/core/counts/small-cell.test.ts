import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownAreas, shownRegionAreas } from '../../../src/core/counts/shown-areas.ts';
import { withheldCells } from '../../../src/core/counts/small-cell.ts';
import { BucketWithholder, wholeGroups } from '../../../src/core/counts/withheld-buckets.ts';

const smallest = 5;

/**
 * Values that a withheld cell may have for whoever knows the sum of the withheld ones, and that all but one of them hold 1 to 4 people:
 * that one may have been taken along, and holds nobody or five and more.
 */
function possible(sum: number, cells: number): Set<number> {
  const values = new Set<number>();
  for (let value = 0; value <= sum; value++) {
    const [rest, others] = [sum - value, cells - 1];
    const small = value > 0 && value < smallest;
    const allSmall = rest >= others && rest <= others * (smallest - 1);
    // One of the others taken along: it takes up any rest.
    const oneTaken =
      others > 0 && (rest - (others - 1) >= smallest || (rest >= others - 1 && rest <= (others - 1) * (smallest - 1)));
    if (small ? allSmall || oneTaken : allSmall) values.add(value);
  }
  return values;
}

function isOpen(counts: readonly number[], withheld: readonly boolean[]): boolean {
  const cells = counts.filter((_, i) => withheld[i]);
  const sum = cells.reduce((a, b) => a + b, 0);
  return cells.length > 0 && possible(sum, cells.length).size < 2;
}

describe('withheld cells', () => {
  it('are the small ones, and nobody is no secret', () => {
    expect(withheldCells([0, 1, 4, 5, 0], smallest)).toEqual([false, true, true, false, false]);
    expect(withheldCells([0, 5, 9], smallest)).toEqual([false, false, false]);
  });

  it('take the next smallest along when one alone could be had from the sum', () => {
    expect(withheldCells([60, 3, 40], smallest)).toEqual([false, true, true]);
    expect(withheldCells([60, 3, 0, 0], smallest)).toEqual([false, true, true, false]);
    expect(withheldCells([60, 9, 0, 3], smallest)).toEqual([false, false, true, true]);
    // As many people as cells: each holds one.
    expect(withheldCells([60, 1, 1, 40], smallest)).toEqual([false, true, true, true]);
    expect(withheldCells([3], smallest)).toEqual([true]);
  });

  it('never follow from the sum and the cells that are shown, where there is a cell to take along', () => {
    const cell = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 12 }), (counts) => {
        const withheld = withheldCells(counts, smallest);
        counts.forEach((people, i) => {
          if (people > 0 && people < smallest) expect(withheld[i]).toBe(true);
        });
        if (withheld.includes(false)) expect(isOpen(counts, withheld)).toBe(false);
        const taken = counts.filter((people, i) => withheld[i] && !(people > 0 && people < smallest));
        expect(taken.length).toBeLessThan(2);
      }),
      { seed: 6, numRuns: 3000 },
    );
  });
});

const country = ['AK', 'AL', 'AR', 'AZ', 'CA', 'CO'].map((code) => `US-${code}`);

describe('areas', () => {
  it('can not be had by subtraction from the sum of the states, nor metros from their state', () => {
    const people = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }) }, fc.integer({ min: 0, max: 40 }));
    const state = fc.record({ rest: people, metros: fc.array(people, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(fc.option(state), { minLength: 6, maxLength: 6 }), (states) => {
        const rows = states.flatMap((found, i) => {
          if (!found) return [];
          const metros = found.metros.map((observed, m) => ({ area: `${country[i]}:1000${m}`, observed }));
          const observed = metros.reduce((sum, metro) => sum + metro.observed, found.rest);
          return [{ area: country[i]!, observed }, ...metros];
        });
        const shown = shownAreas(rows, country, smallest);
        const told = new Map(shown.map(({ area, observed }) => [area, observed]));
        const counts = country.map((id) => rows.find(({ area }) => area === id)?.observed ?? 0);
        const withheld = country.map((id) => told.get(id) === null);
        if (withheld.includes(false)) expect(isOpen(counts, withheld)).toBe(false);
        for (const { area, observed } of rows) {
          if (observed > 0 && observed < smallest) expect(told.get(area) ?? null).toBeNull();
          const [id, metro] = area.split(':');
          // What isn't named has its state's unnamed rest beside it, and nothing is told of a withheld state's parts.
          if (metro) expect(told.get(area)).not.toBeNull();
          if (metro && told.get(id!) === null) expect(told.has(area)).toBe(false);
        }
        const nulls = shown.filter(({ observed }) => observed === null).map(({ area }) => area);
        expect(nulls).toEqual([...nulls].sort());
        expect(shown.slice(shown.length - nulls.length).map(({ area }) => area)).toEqual(nulls);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('of an incident leave no small one over within its region', () => {
    const shown = (...question: Parameters<typeof shownRegionAreas>) =>
      shownRegionAreas(...question).map(({ id }) => id);
    const metros = [
      { id: 'US-TX:1', observed: 20 },
      { id: 'US-TX:2', observed: 9 },
      { id: 'US-VT', observed: 2 },
    ];
    const region = { areaIds: ['US-TX:1', 'US-TX:2', 'US-TX'], observed: 32 };
    expect(shown(metros, region, smallest)).toEqual(['US-TX:1']);
    expect(shown(metros, null, smallest)).toEqual(['US-TX:1', 'US-TX:2']);
    // Two that are not shown: neither follows.
    const wide = { areaIds: [...region.areaIds, 'US-OK'], observed: 33 };
    expect(shown(metros, wide, smallest)).toEqual(['US-TX:1', 'US-TX:2']);
    // A state holds its metros: what it has beside them is small, or what the region has beside it.
    expect(shown([{ id: 'US-TX', observed: 32 }, ...metros], region, smallest)).toEqual(['US-TX', 'US-TX:1']);
    expect(shown([{ id: 'US-TX', observed: 40 }, ...metros], null, smallest)).toEqual(['US-TX', 'US-TX:1', 'US-TX:2']);
    // What a state has beside the region within it.
    const around = { areaIds: ['US-TX:1', 'US-TX'], observed: 30 };
    expect(shown([{ id: 'US-TX', observed: 33 }, ...metros], around, smallest)).toEqual(['US-TX:1', 'US-TX:2']);
    expect(shown([{ id: 'US-TX', observed: 40 }, ...metros], around, smallest)).toEqual([
      'US-TX',
      'US-TX:1',
      'US-TX:2',
    ]);
    const south = { areaIds: [...region.areaIds, 'US-OK', 'US-LA'], observed: 69 };
    const states = [
      { id: 'US-TX', observed: 40 },
      { id: 'US-OK', observed: 25 },
    ];
    expect(shown([...states, ...metros], south, smallest)).toEqual(['US-TX', 'US-TX:1', 'US-TX:2']);
  });
});

describe('buckets of a place', () => {
  it('can not be had by subtraction from their hour, however they come in', () => {
    const people = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(
        fc.array(people, { minLength: 60, maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 9 }),
        (counts, cuts) => {
          const buckets = counts.map((observed, minute) => ({ at: minute * 60_000, observed }));
          const range = { from: 0, to: counts.length };
          const series = { range, width: '1m', zone: 'UTC' } as const;
          const withholder = new BucketWithholder<(typeof buckets)[number]>(smallest, series);
          const judged = [];
          for (let at = 0, n = 0; at < buckets.length; at += cuts[n++ % cuts.length]!)
            judged.push(...withholder.take(buckets.slice(at, at + cuts[n % cuts.length]!)));
          judged.push(...withholder.end());
          expect(judged.map(({ bucket }) => bucket)).toEqual(buckets);
          for (let hour = 0; hour * 60 < counts.length; hour++) {
            const within = judged.slice(hour * 60, hour * 60 + 60);
            const hidden = within.map((one) => one.hidden);
            const observed = within.map(({ bucket }) => bucket.observed);
            if (hidden.includes(false)) expect(isOpen(observed, hidden)).toBe(false);
          }
        },
      ),
      { seed: 8, numRuns: 300 },
    );
  });

  it('are hours within days of the zone, and days by themselves', () => {
    const hours = Array.from({ length: 48 }, (_, hour) => ({
      at: hour * 3_600_000,
      observed: hour === 4 || hour === 30 ? 2 : 9,
    }));
    const hiddenOf = (width: '1h' | '1d', zone: string) => {
      const range = { from: 0, to: 48 * 60 };
      const withholder = new BucketWithholder<(typeof hours)[number]>(smallest, { range, width, zone });
      return [...withholder.take(hours), ...withholder.end()].flatMap(({ hidden }, i) => (hidden ? [i] : []));
    };
    expect(hiddenOf('1h', 'UTC')).toEqual([4, 5, 30, 31]);
    // Five hours behind: hour 4 belongs to the evening before, alone with the four hours before it.
    expect(hiddenOf('1h', 'Etc/GMT+5')).toEqual([3, 4, 29, 30]);
    expect(hiddenOf('1d', 'UTC')).toEqual([4, 30]);
  });

  it('are judged with their whole hour, or day, whatever part of it is asked for', () => {
    const quarters = [17, 15, 0, 2].map((observed, n) => ({ at: n * 900_000, observed }));
    const shownOf = (from: number, to: number) => {
      const series = { range: { from, to }, width: '15m', zone: 'UTC' } as const;
      const read = wholeGroups(series);
      const withholder = new BucketWithholder<(typeof quarters)[number]>(smallest, series);
      const taken = quarters.filter(({ at }) => at >= read.from * 60_000 && at < read.to * 60_000);
      return [...withholder.take(taken), ...withholder.end()].map(({ bucket, hidden }) => [bucket.observed, hidden]);
    };
    expect(shownOf(0, 60)).toEqual([
      [17, false],
      [15, false],
      [0, true],
      [2, true],
    ]);
    expect(shownOf(30, 45)).toEqual([[0, true]]);
    expect(shownOf(31, 44)).toEqual([[0, true]]);
    expect(shownOf(5, 10)).toEqual([[17, false]]);
    expect(wholeGroups({ range: { from: 300, to: 301 }, width: '1h', zone: 'UTC' })).toEqual({ from: 0, to: 1_440 });
    const changing = Date.parse('2026-11-01T07:15Z') / 60_000;
    // The hour that the clock shows twice is two groups.
    expect(wholeGroups({ range: { from: changing, to: changing + 1 }, width: '15m', zone: 'America/Chicago' })).toEqual(
      { from: changing - 15, to: changing + 45 },
    );
  });
});
