import { describe, expect, it } from 'vitest';
import { namedStore } from '../../../src/core/geo/named-store.ts';
import { resolvePlace } from '../../../src/core/geo/resolve-place.ts';
import { nearestStores, parseStores, zipCenter } from '../../../src/core/geo/stores.ts';
import { gazetteer } from './fixtures.ts';

const csv = `id,name,lat,lon,zip
1,"Plano, ""north""",33.07,-96.75,75023
2,Dallas,32.78,-96.80,
3,Austin,,,78701
`;

describe('stores', () => {
  it('are read with quotes, and placed by ZIP code where coordinates are missing', () => {
    const { stores, faults } = parseStores(csv, gazetteer);
    expect(faults).toEqual([]);
    expect(stores.map(({ id, name, zip }) => [id, name, zip])).toEqual([
      ['1', 'Plano, "north"', '75023'],
      ['2', 'Dallas', null],
      ['3', 'Austin', '78701'],
    ]);
    expect(stores[2]!.lat).toBeCloseTo(30.27, 1);
  });

  it('are kept where their neighbors are bad, and each fault names its line', () => {
    const { stores, faults } = parseStores(
      '\uFEFFzip,lon,lat,id\r\n,-96,95,a\r\n,-96,33,b\r\n,,,c\r\n,-96,33,b\r\n,-96,33,\r\n',
      gazetteer,
    );
    expect(stores.map(({ id }) => id)).toEqual(['b']);
    expect(faults.map(({ line }) => line)).toEqual([2, 4, 5, 6]);
    expect(faults[0]!.message).toContain('lat "95"');
  });

  it('need a header', () => {
    expect(parseStores('a,b\n1,2\n', gazetteer)).toMatchObject({ stores: [], faults: [{ line: 1 }] });
    expect(parseStores('', gazetteer).faults).toHaveLength(1);
  });

  it('are found by ZIP code and by point', () => {
    const { stores } = parseStores(csv, gazetteer);
    const near = (point: { lat: number; lon: number } | null) => nearestStores(stores, point!, 2);
    expect(near(zipCenter(gazetteer, '75075')).map(({ store }) => store.id)).toEqual(['1', '2']);
    const [austin] = near({ lat: 30, lon: -97.7 });
    expect(austin!.store.id).toBe('3');
    expect(austin!.km).toBeCloseTo(30, -1);
    expect(zipCenter(gazetteer, '00000')).toBeNull();
    expect(nearestStores([], { lat: 30, lon: -97 })).toEqual([]);
  });

  it('are what a number in a post means', () => {
    const { stores } = parseStores('id,name,zip\n1183,Plano,75023\n0042,Houston,77008\n7,Tulsa,74105\n', gazetteer);
    const stateOf = (text: string) => namedStore(gazetteer, text, stores)?.state ?? null;
    expect(stateOf('registers down at store 1183')).toBe('TX');
    expect(stateOf('Walmart #42 is cash only')).toBe('TX');
    expect(stateOf('Store #7: nothing works')).toBe('OK');
    expect(stateOf('order #1183 never came')).toBeNull();
    expect(stateOf('my case number is 1183')).toBeNull();
    expect(stateOf('store 99 is down')).toBeNull();
    expect(stateOf('stores #1183 and #7 are both down')).toBeNull();
    expect(resolvePlace(gazetteer, { text: 'store 7 is dark', profile: 'Boston, MA', stores })).toMatchObject({
      state: 'OK',
      city: 'Tulsa',
      level: 'point',
      from: 'text',
    });
    expect(resolvePlace(gazetteer, { text: 'store 7 is dark', profile: 'Boston, MA' })?.state).toBe('MA');
  });
});
