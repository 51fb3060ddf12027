import { describe, expect, it } from 'vitest';
import { areaChain, areaName, areaPopulation, nearestMetro, parseArea } from '../../../src/core/geo/area.ts';
import { gazetteer } from './fixtures.ts';

describe('areas', () => {
  it('lead from a place to its country', () => {
    expect(areaChain({ country: 'US', state: 'TX', metro: '19100' })).toEqual(['US', 'US-TX', 'US-TX:19100']);
    expect(areaChain({ country: 'US', state: 'TX', metro: null })).toEqual(['US', 'US-TX']);
    expect(areaChain({ country: 'CA', state: null, metro: null })).toEqual(['CA']);
  });

  it('are named as people say it', () => {
    expect(['US', 'US-TX', 'US-TX:19100', 'US-KS:28140', 'nonsense'].map((id) => areaName(gazetteer, id))).toEqual([
      'United States',
      'Texas',
      'Dallas–Fort Worth',
      'Kansas City (KS part)',
      'nonsense',
    ]);
  });

  it('have ids that are checked', () => {
    expect(parseArea('US-TX:19100')).toEqual({ country: 'US', state: 'TX', metro: '19100' });
    expect(parseArea('US-TX:1910')).toBeNull();
    expect(parseArea('*')).toBeNull();
  });

  it('share a metro’s population among its states', () => {
    const parts = ['US-MO:28140', 'US-KS:28140'].map((id) => areaPopulation(gazetteer, id));
    expect(parts[0]! + parts[1]!).toBe(2_192_000);
    expect(parts[0]!).toBeGreaterThan(parts[1]!);
    expect(areaPopulation(gazetteer, 'US')).toBeGreaterThan(331_449_281);
    expect(areaPopulation(gazetteer, 'CA')).toBe(0);
  });

  it('find the nearest metro', () => {
    expect(nearestMetro(gazetteer, { lat: 33.02, lon: -96.7 })?.metro.name).toBe('Dallas–Fort Worth');
  });
});
