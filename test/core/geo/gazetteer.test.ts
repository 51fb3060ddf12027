import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CellRows, cellOf } from '../../../src/core/geo/cell-rows.ts';
import { distanceKm } from '../../../src/core/geo/distance.ts';
import { readGazetteer } from '../../../src/core/geo/read-gazetteer.ts';
import { stateAt } from '../../../src/core/geo/state-borders.ts';
import { gazetteer } from './fixtures.ts';

describe('the gazetteer', () => {
  it('knows 50 states, the capital and five territories, with the census of 2020', () => {
    expect(gazetteer.states.size).toBe(56);
    const fifty = [...gazetteer.states.values()].filter(({ code }) => !['PR', 'GU', 'VI', 'AS', 'MP'].includes(code));
    // 331,449,281: Census Bureau, resident population on 2020-04-01.
    expect(fifty.reduce((sum, state) => sum + state.population, 0)).toBe(331_449_281);
  });

  it('knows 392 metropolitan areas (OMB Bulletin 20-01: 384 and 8 in Puerto Rico), each with towns, center and shares', () => {
    expect(gazetteer.metros.size).toBe(392);
    for (const metro of gazetteer.metros.values()) {
      expect(Number.isFinite(metro.lat) && Number.isFinite(metro.lon), metro.name).toBe(true);
      expect(metro.population, metro.name).toBeGreaterThan(50_000);
      expect(metro.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(
        metro.states.every((state) => gazetteer.states.has(state)),
        metro.name,
      ).toBe(true);
    }
  });

  it('lists metros in the alphabetical order of their official titles, which the codes follow', () => {
    const codes = [...gazetteer.metros.keys()].map(Number);
    const unsorted = codes.filter((code, i) => i > 0 && code < codes[i - 1]!);
    // Those of Puerto Rico that are appended.
    expect(unsorted).toEqual([10_380]);
  });

  it.each([
    ['Plano', 'TX', '19100'],
    ['Naperville', 'IL', '16980'],
    ['Richmond', 'VA', '40060'],
    ['Baltimore', 'MD', '12580'],
    ['Arlington', 'VA', '47900'],
    ['Jersey City', 'NJ', '35620'],
    ['Kansas City', 'KS', '28140'],
    ['Key West', 'FL', null],
  ])('puts %s %s into metro %s', (name, state, metro) => {
    expect(gazetteer.places.ofState(state).get(name.toLowerCase())?.metro).toBe(metro);
  });

  it('has every big town within the borders of its state', () => {
    const big = gazetteer.places.all().filter((place) => place.population >= 100_000 && place.state !== 'PR');
    const outside = big.filter((place) => stateAt(gazetteer.points().borders, place.lat, place.lon) !== place.state);
    expect(big.length).toBeGreaterThan(300);
    expect(outside.map((place) => `${place.name} ${place.state}`)).toEqual([]);
  });

  it('has the population centers of states where the Census Bureau has them', () => {
    // Centers of population 2020, Census Bureau, rounded to a tenth of a degree.
    const known: Record<string, [number, number]> = {
      TX: [30.9, -97.3],
      CA: [35.5, -119.4],
      NY: [41.5, -74.6],
      FL: [27.9, -81.7],
      OH: [40.5, -82.7],
    };
    for (const [code, [lat, lon]] of Object.entries(known)) {
      expect(distanceKm(gazetteer.states.get(code)!, { lat, lon }), code).toBeLessThan(60);
    }
  });

  it('knows ZIP codes by place and point, and says null to what is none', () => {
    expect(gazetteer.zip('75023')).toMatchObject({ city: 'Plano', state: 'TX', metro: '19100' });
    expect(gazetteer.zip('00000')).toBeNull();
    expect(gazetteer.zip('7502')).toBeNull();
    expect(gazetteer.zip('abcde')).toBeNull();
  });

  it('finds every town under its key and nothing under made-up ones', () => {
    for (const { key, state } of gazetteer.places.all())
      if (!gazetteer.names.senses(key)?.some((sense) => sense.state === state)) expect.fail(`${key} ${state}`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 12, maxLength: 40 }), (key) => {
        expect(gazetteer.names.find(key)).toBe(-1);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('refuses a file that is no packed gazetteer', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(64)])
      expect(() => readGazetteer(bytes, { weights: new Float32Array(0), threshold: 1 })).toThrow('no packed file');
  });
});

describe('cells of a degree', () => {
  it('hold the rows of their points, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -90, max: 90 }), fc.double({ min: -180, max: 180, noNaN: true })), {
          maxLength: 60,
        }),
        (points) => {
          const table = {
            length: points.length,
            lat: (row: number) => points[row]![0],
            lon: (row: number) => points[row]![1],
          };
          const cells = new CellRows(table, (row) => row % 3 !== 0);
          for (const [lat, lon] of points) {
            const cell = cellOf(lat, lon);
            const wanted = points.flatMap((point, row) => (row % 3 !== 0 && cellOf(...point) === cell ? [row] : []));
            expect([...cells.in(cell)]).toEqual(wanted);
          }
          expect([...cells.in(-1), ...cells.in(1e6)]).toEqual([]);
        },
      ),
      { seed: 2, numRuns: 50 },
    );
  });
});
