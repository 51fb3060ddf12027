import { geoCentroid, geoContains } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { distanceKm } from '../../src/core/geo/distance.ts';
import { groupBy, linesOf, packagedJson, sameName, stateByFips } from './packaged-data.ts';

export interface County {
  fips: string;
  state: string;
  name: string;
  metro: string;
  shape: GeoJSON.Feature;
  box: [number, number, number, number];
  lat: number;
  lon: number;
  /** Sum over its towns. */
  population: number;
}

function boxOf(shape: GeoJSON.Feature): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  const visit = (node: unknown): void => {
    if (!Array.isArray(node)) return;
    if (typeof node[0] === 'number') {
      const [lon, lat] = node as [number, number];
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    } else for (const child of node) visit(child);
  };
  visit((shape.geometry as GeoJSON.Polygon).coordinates);
  return box;
}

/** County → CBSA after the project's table of metropolitan areas; a name that no county bears stops the build. */
function metroOfCounty(names: Map<string, string>): Map<string, string> {
  const of = new Map<string, string>();
  const wrong: string[] = [];
  for (const line of linesOf('metros.txt')) {
    const [code = '', , , counties = ''] = line.split('|');
    for (const part of counties.split(';')) {
      const [state = '', list = ''] = part.trim().split(':');
      for (const county of list.split(',')) {
        const fips = names.get(`${state.trim()} ${sameName(county)}`);
        if (!fips) wrong.push(`${code}: no county "${county.trim()}" in ${state}`);
        else if (of.has(fips)) wrong.push(`${code}: ${county.trim()} ${state} is in ${of.get(fips)} already`);
        else of.set(fips, code);
      }
    }
  }
  if (wrong.length > 0) throw new Error(`data/gazetteer/metros.txt:\n${wrong.join('\n')}`);
  return of;
}

function readCounties(): County[] {
  const atlas =
    packagedJson<Topology<{ counties: GeometryCollection<{ name: string }> }>>('us-atlas/counties-10m.json');
  const shapes = feature(atlas, atlas.objects.counties).features;
  const names = new Map<string, string>();
  for (const shape of shapes) {
    const fips = String(shape.id).padStart(5, '0');
    const key = `${stateByFips.get(fips.slice(0, 2))} ${sameName(String(shape.properties?.name))}`;
    // Virginia and Maryland have cities beside counties of the same name: the county keeps the plain name, the city has fips ≥ 500.
    if (names.has(key)) names.set(`${key}city`, fips);
    else names.set(key, fips);
  }
  const metro = metroOfCounty(names);
  return shapes.map((shape) => {
    const fips = String(shape.id).padStart(5, '0');
    const [lon, lat] = geoCentroid(shape);
    return {
      fips,
      state: stateByFips.get(fips.slice(0, 2)) ?? '',
      name: String(shape.properties?.name),
      metro: metro.get(fips) ?? '',
      shape,
      box: boxOf(shape),
      lat,
      lon,
      population: 0,
    };
  });
}

export const counties = readCounties();
const countiesOfState = groupBy(counties, (county) => county.state);

/** County in which a point of a state lies. */
export function countyAt(state: string, lat: number, lon: number): County | undefined {
  const within = countiesOfState.get(state) ?? [];
  const hit = within.find(
    ({ box, shape }) =>
      lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3] && geoContains(shape, [lon, lat]),
  );
  if (hit) return hit;
  // On the coast a point may lie off the simplified shore.
  return within.toSorted((a, b) => distanceKm(a, { lat, lon }) - distanceKm(b, { lat, lon }))[0];
}
