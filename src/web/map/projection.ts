import { geoAlbersUsa, geoCircle, geoPath } from 'd3-geo';

/** The projection that states.json was drawn in. */
const projection = geoAlbersUsa().scale(1300).translate([487.5, 305]);
const draw = geoPath(projection);
const kmPerDegree = 111.2;
/** A single city is outlined with its surroundings. */
const leastRadiusKm = 60;

export interface Point {
  lat: number;
  lon: number;
}

/** Where a point lies on the map; null outside the fifty states. */
export function placed({ lat, lon }: Point): { x: number; y: number } | null {
  const at = projection([lon, lat]);
  return at && { x: Math.round(at[0] * 10) / 10, y: Math.round(at[1] * 10) / 10 };
}

/** Outline of everything within a distance of a point. */
export function circleOutline({ lat, lon }: Point, radiusKm: number): string {
  const degrees = Math.max(leastRadiusKm, radiusKm) / kmPerDegree;
  return draw(geoCircle().center([lon, lat]).radius(degrees).precision(8)()) ?? '';
}
