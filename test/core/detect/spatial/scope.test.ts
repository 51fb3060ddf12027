import { describe, expect, it } from 'vitest';
import type { AreaCount } from '../../../../src/core/detect/spatial/area-count.ts';
import {
  censusDivisions,
  divisionOf,
  regionName,
  regionOf,
  stateNames,
} from '../../../../src/core/detect/spatial/region-name.ts';
import { decideScope } from '../../../../src/core/detect/spatial/scope.ts';
import { scopeCache } from '../../../../src/core/detect/spatial/scope-cache.ts';

/** Twelve metros, rounded coordinates and shares of reports, and two states' people whose city isn't known. */
const places: [id: string, name: string, lat: number, lon: number, share: number][] = [
  ['US-TX:19100', 'Dallas–Fort Worth', 32.8, -97, 0.1],
  ['US-TX:26420', 'Houston', 29.8, -95.4, 0.1],
  ['US-TX:47380', 'Waco', 31.5, -97.1, 0.01],
  ['US-OK:36420', 'Oklahoma City', 35.5, -97.5, 0.02],
  ['US-NY:35620', 'New York City', 40.7, -74, 0.2],
  ['US-MA:14460', 'Boston', 42.4, -71.1, 0.07],
  ['US-PA:37980', 'Philadelphia', 40, -75.2, 0.08],
  ['US-IL:16980', 'Chicago', 41.9, -87.7, 0.12],
  ['US-CA:31080', 'Los Angeles', 34.1, -118.2, 0.12],
  ['US-WA:42660', 'Seattle', 47.6, -122.3, 0.05],
  ['US-CO:19740', 'Denver', 39.7, -105, 0.04],
  ['US-FL:33100', 'Miami', 25.8, -80.2, 0.05],
  ['US-TX', 'Texas', 30.9, -97.4, 0.03],
  ['US-NY', 'New York State', 41.5, -74.6, 0.01],
];

/** `usual` reports over all areas; `observed` by name, else the expectation rounded times `lift`. */
function counts(usual: number, lift: number, observed: Record<string, number> = {}): AreaCount[] {
  return places.map(([id, name, lat, lon, share]) => ({
    id,
    name,
    state: id.slice(3, 5),
    lat,
    lon,
    observed: observed[name] ?? Math.round(usual * lift * share),
    expected: usual * share,
  }));
}

const cache = scopeCache();

function decide(areas: AreaCount[], of = 400) {
  const n = areas.reduce((sum, { observed }) => sum + [observed].flat().reduce((a, b) => a + b, 0), 0);
  return { n, ...decideScope({ areas, located: { n, of }, cache, seed: 1 }) };
}

describe('the scope of an outage', () => {
  it('is national when the surplus has the usual mix', () => {
    const decision = decide(counts(20, 5));
    expect(decision).toMatchObject({ scope: 'national', cluster: null });
    expect(decision.reasons[0]).toBe(`${decision.n} of 400 posts located`);
    expect(decision.worst.map(({ name }) => name)).toContain('New York City');
  });

  it('is regional when the surplus lies in one place and nowhere else', () => {
    const decision = decide(counts(20, 1, { 'Dallas–Fort Worth': 30 }));
    expect(decision.scope).toBe('regional');
    expect(decision.cluster).toMatchObject({
      name: 'Dallas–Fort Worth',
      observed: 30,
    });
    expect(decision.cluster!.areaIds).toContain('US-TX:19100');
    expect(decision.cluster!.p).toBeLessThan(0.001);
    expect(decision.worst[0]).toMatchObject({
      id: 'US-TX:19100',
      observed: 30,
      expected: 2,
    });
  });

  it('is national, worst in a place, when both hold', () => {
    const decision = decide(counts(20, 5, { 'Dallas–Fort Worth': 60 }));
    expect(decision).toMatchObject({
      scope: 'national',
      cluster: { name: 'Dallas–Fort Worth' },
    });
    expect(decision.reasons.at(-1)).toMatch(/^worst in Dallas–Fort Worth: 60 located reports where 2 are usual/);
  });

  it('stays regional when a few of the region’s people have stale profiles elsewhere', () => {
    const decision = decide(
      counts(4, 1, {
        'Dallas–Fort Worth': 60,
        Chicago: 3,
        Miami: 2,
        Seattle: 3,
      }),
    );
    expect(decision.scope).toBe('regional');
  });

  it('doesn’t hold against a region what its state’s people without a city report', () => {
    expect(decide(counts(4, 1, { 'Dallas–Fort Worth': 30, Texas: 15 })).scope).toBe('regional');
  });

  it('names a state when the whole state is hit', () => {
    const decision = decide(
      counts(20, 1, {
        'Dallas–Fort Worth': 20,
        Houston: 20,
        Waco: 2,
        Texas: 6,
      }),
    );
    expect(decision).toMatchObject({
      scope: 'regional',
      cluster: { name: 'Texas' },
    });
  });

  it('is unknown below eight located posts, but for five in a place where hardly any are usual', () => {
    expect(decide(counts(0.1, 1, { 'New York City': 3, Chicago: 2, Miami: 2 }), 90)).toMatchObject({
      scope: 'unknown',
      reasons: ['7 of 90 posts located', '8 are needed to tell where'],
    });
    expect(decide(counts(0.1, 1, { Waco: 4 }), 90).scope).toBe('unknown');
    expect(decide(counts(0.1, 1, { Waco: 5 }), 90)).toMatchObject({ scope: 'regional', cluster: { name: 'Waco' } });
    expect(decideScope({ areas: [], located: { n: 9, of: 9 }, cache, seed: 1 }).scope).toBe('unknown');
  });

  it('is unknown when nothing is out of the ordinary, and when nothing is expected or reported', () => {
    expect(decide(counts(100, 1)).scope).toBe('unknown');
    const nothing = counts(0, 0);
    expect(
      decideScope({
        areas: nothing,
        located: { n: 10, of: 20 },
        cache,
        seed: 1,
      }).scope,
    ).toBe('unknown');
  });

  it('survives a report from where none is expected', () => {
    const areas = counts(20, 5).map((area) => (area.name === 'Waco' ? { ...area, expected: 0, observed: 1 } : area));
    expect(decide(areas).scope).toBe('national');
  });

  it('looks at windows of intervals, the last ones', () => {
    const areas = counts(20, 1).map((area) => ({
      ...area,
      expected: [area.expected as number, area.expected as number, area.expected as number],
      observed: [
        area.observed as number,
        area.observed as number,
        area.name === 'Boston' ? 25 : (area.observed as number),
      ],
    }));
    expect(decide(areas)).toMatchObject({
      scope: 'regional',
      cluster: { name: 'Boston', intervals: 1 },
    });
  });

  it('is the same for the same input, also with a fresh cache', () => {
    const input = {
      areas: counts(20, 1, { Boston: 12 }),
      located: { n: 31, of: 90 },
      seed: 1,
    };
    expect(decideScope({ ...input, cache: scopeCache() })).toEqual(decideScope({ ...input, cache }));
  });
});

describe('names of regions', () => {
  const everywhere = places.map(([id, name, , , weight]) => ({
    name,
    state: id.slice(3, 5),
    weight,
  }));
  const nameOf = (...names: string[]) =>
    regionName(
      everywhere.filter(({ name }) => names.includes(name)),
      everywhere,
    );

  it('are the metro’s for one metro, and for parts of one in several states', () => {
    expect(nameOf('Boston')).toBe('Boston');
    const parts = [
      { name: 'Kansas City', state: 'MO', weight: 2 },
      { name: 'Kansas City', state: 'KS', weight: 1 },
    ];
    expect(regionName(parts, [...parts, ...everywhere])).toBe('Kansas City');
  });

  it('are a state’s, a division’s or a region’s where they fit, the smallest that does', () => {
    expect(nameOf('Dallas–Fort Worth', 'Houston', 'Waco')).toBe('Texas');
    expect(nameOf('New York City', 'Boston', 'Philadelphia', 'New York State')).toBe('the Northeast');
    expect(nameOf('Los Angeles', 'Seattle')).toBe('the Pacific states');
  });

  it('are those that people have for some states together', () => {
    const parts = ['NC', 'SC', 'VA', 'WA', 'OR', 'CA', 'OK'].map((state) => ({
      name: `some of ${state}`,
      state,
      weight: 1,
    }));
    const named = (...states: string[]) =>
      regionName(
        parts.filter(({ state }) => states.includes(state)),
        [...parts, ...everywhere.filter(({ state }) => !states.includes(state))],
      );
    expect(named('NC', 'SC')).toBe('the Carolinas');
    expect(named('OR', 'WA')).toBe('the Pacific Northwest');
  });

  it('are the heaviest metro’s otherwise', () => {
    expect(nameOf('Dallas–Fort Worth', 'Oklahoma City', 'Denver')).toBe('Dallas–Fort Worth and around');
  });

  it('cover every state once', () => {
    const states = Object.values(censusDivisions).flat();
    expect(new Set(states).size).toBe(51);
    expect(states.filter((state) => !stateNames[state] || !regionOf(state))).toEqual([]);
    expect([divisionOf('PR'), divisionOf('')]).toEqual([null, null]);
  });
});
