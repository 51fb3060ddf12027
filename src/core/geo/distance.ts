/** Radius of the sphere, km, as SaTScan takes it (Kulldorff 2022, user guide 10.1, "spherical distance"). */
export const earthRadiusKm = 6367;

const radians = Math.PI / 180;

interface Point {
  lat: number;
  lon: number;
}

/**
 * Great-circle distance in km by the haversine formula, d = 2 R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)) (Sinnott 1984).
 * Degrees in; equal points give 0, antipodes πR.
 */
export function distanceKm(a: Point, b: Point): number {
  const halfLat = Math.sin(((b.lat - a.lat) * radians) / 2);
  const halfLon = Math.sin(((b.lon - a.lon) * radians) / 2);
  const h = halfLat * halfLat + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * halfLon * halfLon;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** True for a latitude in [−90, 90] and a longitude in [−180, 180], except 0,0, which stands for "unknown" in practice. */
export function isPoint(lat: number, lon: number): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && !(lat === 0 && lon === 0);
}
