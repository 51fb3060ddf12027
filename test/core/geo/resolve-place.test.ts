import { describe, expect, it } from 'vitest';
import { resolvePlace } from '../../../src/core/geo/resolve-place.ts';
import { resolvePoint } from '../../../src/core/geo/resolve-point.ts';
import { gazetteer } from './fixtures.ts';

describe('resolvePlace', () => {
  it('takes the point before the text before the profile', () => {
    const evidence = { profile: 'Boston, MA', text: 'down in Denver', geo: { lat: 47.61, lon: -122.33 } };
    expect(resolvePlace(gazetteer, evidence)).toMatchObject({
      from: 'geo',
      state: 'WA',
      city: 'Seattle',
      level: 'point',
    });
    expect(resolvePlace(gazetteer, { ...evidence, geo: undefined })).toMatchObject({ from: 'text', state: 'CO' });
    expect(resolvePlace(gazetteer, { profile: 'Boston, MA', text: 'it is down' })).toMatchObject({
      from: 'profile',
      state: 'MA',
    });
    expect(resolvePlace(gazetteer, {})).toBeNull();
  });

  it('takes the more precise of two that agree, and is surer of it', () => {
    const place = resolvePlace(gazetteer, { profile: 'Plano, TX', text: 'no service in Texas' });
    expect(place).toMatchObject({ city: 'Plano', from: 'profile' });
    expect(place!.confidence).toBeGreaterThan(0.99);
  });

  it('keeps a profile’s state when the text names the country alone', () => {
    expect(resolvePlace(gazetteer, { profile: 'Ohio', text: 'down in the USA' })).toMatchObject({ state: 'OH' });
  });

  it('takes the country of a review’s app store where nothing else is said', () => {
    expect(resolvePlace(gazetteer, { text: 'it is down', appCountry: 'US' })).toEqual({
      ...{ country: 'US', state: null, city: null, metro: null, lat: null, lon: null },
      ...{ level: 'country', from: 'app-store', confidence: 0.9 },
    });
    expect(resolvePlace(gazetteer, { text: 'down in Denver', appCountry: 'CA' })).toMatchObject({ state: 'CO' });
    expect(resolvePlace(gazetteer, { profile: 'Ohio', appCountry: 'US' })).toMatchObject({ state: 'OH' });
    for (const appCountry of ['', 'us', 'US-TX', 'USA']) expect(resolvePlace(gazetteer, { appCountry })).toBeNull();
  });

  it('treats 0,0 as no point', () => {
    expect(resolvePlace(gazetteer, { profile: 'Ohio', geo: { lat: 0, lon: 0 } })).toMatchObject({
      state: 'OH',
      from: 'profile',
    });
  });
});

describe('resolvePoint', () => {
  it.each([
    [41.88, -87.63, 'IL', 'Chicago', '16980'],
    [39.11, -94.63, 'KS', 'Kansas City', '28140'],
    [40.73, -74.03, 'NJ', 'Hoboken', '35620'],
    [40.68, -73.95, 'NY', 'New York', '35620'],
    [18.45, -66.07, 'PR', 'San Juan', '41980'],
    [21.31, -157.86, 'HI', 'Honolulu', '46520'],
    [42.0, -115.9, 'ID', null, null],
  ])('%f, %f lies in %s, %s, %s', (lat, lon, state, city, metro) => {
    expect(resolvePoint(gazetteer, { lat, lon }, 'geo')).toMatchObject({ country: 'US', state, city, metro });
  });

  it.each([
    [43.65, -79.38, 'CA'],
    [32.5, -117.03, 'MX'],
    [51.5, -0.12, 'GB'],
  ])('%f, %f is abroad, in %s', (lat, lon, country) => {
    expect(resolvePoint(gazetteer, { lat, lon }, 'geo')).toMatchObject({ country, state: null });
  });

  it('says nothing of the open sea', () => expect(resolvePoint(gazetteer, { lat: 35, lon: -40 }, 'geo')).toBeNull());
});
