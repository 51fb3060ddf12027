import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceKm, earthRadiusKm, isPoint } from '../../../src/core/geo/distance.ts';

const point = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('distanceKm', () => {
  it('is a quarter of the circumference from pole to equator and half of it to the antipode', () => {
    expect(distanceKm({ lat: 90, lon: 0 }, { lat: 0, lon: 77 })).toBeCloseTo((Math.PI / 2) * earthRadiusKm, 6);
    expect(distanceKm({ lat: 40, lon: -100 }, { lat: -40, lon: 80 })).toBeCloseTo(Math.PI * earthRadiusKm, 3);
  });

  it('agrees with the law of cosines between Dallas and Houston', () => {
    const [a, b] = [
      { lat: 32.783, lon: -96.807 },
      { lat: 29.763, lon: -95.363 },
    ];
    const r = Math.PI / 180;
    const cosine =
      Math.sin(a.lat * r) * Math.sin(b.lat * r) +
      Math.cos(a.lat * r) * Math.cos(b.lat * r) * Math.cos((a.lon - b.lon) * r);
    expect(distanceKm(a, b)).toBeCloseTo(earthRadiusKm * Math.acos(cosine), 6);
  });

  it('is symmetric, zero on itself and never more than half the circumference', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(distanceKm(a, a)).toBe(0);
        expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 9);
        expect(distanceKm(a, b)).toBeLessThanOrEqual(Math.PI * earthRadiusKm + 1e-6);
      }),
      { seed: 20261122 },
    );
  });
});

describe('isPoint', () => {
  it.each([
    [0, 0, false],
    [91, 0, false],
    [45, -181, false],
    [Number.NaN, 3, false],
    [-90, 180, true],
  ])('%f, %f is %s', (lat, lon, expected) => expect(isPoint(lat, lon)).toBe(expected));
});
