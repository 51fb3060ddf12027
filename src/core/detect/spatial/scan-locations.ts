import type { Coordinates } from './circle-orders.ts';
import { csvTable, type NamedText, numberField } from './csv-table.ts';

export interface LocationFile {
  locations: NamedText;
  /** Default: the sphere when the locations have lat and lon, else the plane. */
  geometry?: Coordinates['geometry'];
}

/** Locations as read, in the order of the file. */
export interface Places {
  ids: string[];
  states: string[];
  index: Map<string, number>;
  coordinates: Coordinates;
  population: Float64Array | null;
  expected: Float64Array | null;
  controls: Float64Array | null;
}

/** Reads `id,lat,lon[,population|expected|controls][,state]` or `id,x,y,…`. */
export function readLocations({ locations, geometry }: LocationFile, faults: string[]): Places {
  const table = csvTable(locations, faults);
  const has = (column: string) => table.columns.includes(column);
  const degrees = has('lat') && has('lon');
  const chosen = geometry ?? (degrees ? 'sphere' : 'plane');
  const [first, second] = chosen === 'plane' && has('x') && has('y') ? ['x', 'y'] : ['lat', 'lon'];
  for (const column of ['id', first!, second!]) {
    if (!has(column) && table.columns.length > 0)
      faults.push(
        `${table.name} line 1: has no column "${column}"; name the columns id,lat,lon (sphere) or id,x,y (plane)`,
      );
  }
  const index = new Map<string, number>();
  const places: Places = {
    ids: [],
    states: [],
    index,
    coordinates: { geometry: chosen, first: [], second: [] },
    population: null,
    expected: null,
    controls: null,
  };
  if (faults.length > 0) return places;
  for (const row of table.rows) {
    const id = row.fields.get('id')!;
    if (id === '') faults.push(`${table.name} line ${row.line}, field id: is empty; give every location an id`);
    else if (index.has(id))
      faults.push(`${table.name} line ${row.line}, field id: "${id}" occurs twice; keep one row per location`);
    index.set(id, index.size);
    places.ids.push(id);
    places.states.push(row.fields.get('state') ?? '');
  }
  if (table.rows.length === 0) faults.push(`${table.name}: has no rows; a scan needs locations`);
  const column = (name: string, bound: { least?: number; most?: number; whole?: boolean; wanted: string }) =>
    Float64Array.from(table.rows, (row) => numberField(table, row, { column: name, faults, ...bound }));
  const onSphere = chosen === 'sphere';
  places.coordinates = {
    geometry: chosen,
    first: column(
      first!,
      onSphere ? { least: -90, most: 90, wanted: 'a latitude from -90 to 90' } : { wanted: 'a number' },
    ),
    second: column(
      second!,
      onSphere ? { least: -180, most: 180, wanted: 'a longitude from -180 to 180' } : { wanted: 'a number' },
    ),
  };
  if (has('population'))
    places.population = column('population', {
      least: 0,
      wanted: 'a population of 0 or more',
    });
  if (has('expected'))
    places.expected = column('expected', {
      least: 0,
      wanted: 'a number of 0 or more',
    });
  if (has('controls'))
    places.controls = column('controls', {
      least: 0,
      whole: true,
      wanted: 'a whole number of 0 or more',
    });
  return places;
}
