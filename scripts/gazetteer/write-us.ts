import { counties } from './counties.ts';
import { keyUnlessPlain, packagedJson, sameName, stateByFips, states, writeLines, zips } from './packaged-data.ts';
import type { UsPlace } from './towns.ts';

interface BordersAtlas {
  transform: unknown;
  arcs: unknown;
  objects: { states: { geometries: { id: string; type: string; arcs: unknown }[] } };
}

export function writeUs(places: UsPlace[]): void {
  const ordered = places.toSorted((a, b) =>
    a.state < b.state ? -1 : a.state > b.state ? 1 : b.population - a.population,
  );
  writeLines(
    'us-places.tsv',
    ordered.map((p) =>
      [p.state, p.name, keyUnlessPlain(p.name), p.population, p.lat.toFixed(3), p.lon.toFixed(3), p.metro, p.partOf]
        .join('\t')
        .trimEnd(),
    ),
  );
  const index = new Map(ordered.map((p, at) => [`${p.state} ${sameName(p.name)}`, at]));
  const rows = zips
    .filter((z) => states.has(z.state) && Number(z.latitude) !== 0)
    .toSorted((a, b) => a.zip.localeCompare(b.zip))
    .flatMap((z) => {
      const at = index.get(`${z.state} ${sameName(z.city)}`);
      return at === undefined
        ? []
        : [`${z.zip}\t${at}\t${Math.round(z.latitude * 100)}\t${Math.round(z.longitude * 100)}`];
    });
  writeLines('us-zips.tsv', rows);
  writeLines(
    'us-counties.tsv',
    counties.map((c) =>
      [
        c.state,
        c.name,
        c.metro,
        c.lat.toFixed(2),
        c.lon.toFixed(2),
        c.population,
        Number(c.fips.slice(2)) >= 500 && c.state !== 'PR' ? 'city' : '',
      ]
        .join('\t')
        .trimEnd(),
    ),
  );
}

/** Arcs of the state borders as they are packaged (quantized, delta-coded), without what isn't needed. */
export function writeBorders(): void {
  const atlas = packagedJson<BordersAtlas>('us-atlas/states-10m.json');
  const geometries = atlas.objects.states.geometries
    .filter(({ id }) => stateByFips.has(id))
    .map(({ id, type, arcs }) => ({ state: stateByFips.get(id), polygons: type === 'Polygon' ? [arcs] : arcs }));
  writeLines('state-borders.json', [
    JSON.stringify({ transform: atlas.transform, arcs: atlas.arcs, states: geometries }),
  ]);
}
