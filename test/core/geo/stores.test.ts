import { describe, expect, it } from 'vitest';
import { nearestStore, parseStores } from '../../../src/core/geo/stores.ts';
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
    expect(nearestStore(stores, { zip: '75075' }, gazetteer)?.store.id).toBe('1');
    expect(nearestStore(stores, { lat: 30, lon: -97.7 }, gazetteer)?.store.id).toBe('3');
    expect(nearestStore(stores, { zip: '00000' }, gazetteer)).toBeNull();
    expect(nearestStore([], { lat: 30, lon: -97 }, gazetteer)).toBeNull();
  });
});
