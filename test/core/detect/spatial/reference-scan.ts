import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BatchScan } from '../../../../src/core/detect/spatial/batch-scan.ts';
import { csvTable } from '../../../../src/core/detect/spatial/csv-table.ts';
import type { ScanFiles } from '../../../../src/core/detect/spatial/scan-input.ts';

const bench = resolve(import.meta.dirname, '../../../../../shared/bench/scan');

/** A reference cluster with the figures that its producer printed. */
export interface ReferenceCluster {
  rank: number;
  center: string;
  location_ids: string[];
  llr: number;
  observed?: number;
  expected?: number;
  relative_risk?: number;
  radius_km?: number;
  start: number | string;
  end: number | string;
  p_gumbel: number;
  p_accept_range_999_reps: [number, number];
}

export interface ReferenceCase {
  case: string;
  files: string[];
  settings: {
    model: string;
    type: string;
    distance?: string;
    max_time_hours?: number;
  };
  clusters: ReferenceCluster[];
  null_max_llr: { mean: number; sd: number };
}

/** Reference cases of the benchmark that lies beside the checkout; none when it isn't there. */
export function referenceCases(): ReferenceCase[] {
  const file = resolve(bench, 'cases.json');
  return existsSync(file) ? Object.values(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

/** Input tables and settings that reproduce a reference case. */
export function requestOf(reference: ReferenceCase): {
  files: ScanFiles;
  settings: BatchScan;
} {
  const { settings, files } = reference;
  const model = settings.model === 'space-time permutation' ? 'stp' : (settings.model as ScanFiles['model']);
  const sources = files.map(readTable);
  const timed = settings.max_time_hours !== undefined;
  const tables = timed ? timedTables(sources) : spatialTables(reference, sources[0]!);
  return {
    files: {
      model,
      geometry: settings.distance?.startsWith('euclid') ? 'plane' : 'sphere',
      ...tables,
    },
    settings: {
      model,
      zones: ['circles'],
      maxShare: 0.5,
      longest: settings.max_time_hours,
      retrospective: false,
      temporal: settings.type.includes('purely temporal'),
      replicates: 999,
      seed: 1,
      top: 50,
    },
  };
}

type Table = Map<string, string>[];

function readTable(file: string): Table {
  const name = file.replace('scan/', '');
  return csvTable({ name, text: readFileSync(resolve(bench, 'data', name), 'utf8') }, []).rows.map((row) => row.fields);
}

function csv(name: string, columns: string[], rows: (string | undefined)[][]): ScanFiles['cases'] {
  return {
    name,
    text: [columns, ...rows].map((row) => row.join(',')).join('\n'),
  };
}

function timedTables([places, ...streams]: Table[]): Pick<ScanFiles, 'locations' | 'cases'> {
  const rows = streams.flatMap((stream, s) =>
    stream.map((row) => [row.get('id'), row.get('hour'), row.get('count'), `s${s}`]),
  );
  return {
    locations: csv(
      'locations',
      ['id', 'lat', 'lon', 'population'],
      places!.map((row) => [row.get('id'), row.get('lat'), row.get('lon'), row.get('population')]),
    ),
    cases: csv('cases', ['id', 'interval', 'count', 'stream'], rows),
  };
}

function spatialTables({ settings }: ReferenceCase, rows: Table): Pick<ScanFiles, 'locations' | 'cases'> {
  const sample = rows[0]!;
  const plane = settings.distance?.startsWith('euclid');
  const [first, second] =
    !plane || settings.distance?.includes('(lat,lon)')
      ? ['lat', 'lon']
      : sample.has('x')
        ? ['x', 'y']
        : ['x_miles', 'y_miles'];
  const cases = sample.has('cases') ? 'cases' : 'sids74';
  const people = ['population', 'controls', 'births74'].find((column) => sample.has(column))!;
  const axes = plane ? ['x', 'y'] : ['lat', 'lon'];
  return {
    locations: csv(
      'locations',
      ['id', ...axes, people === 'controls' ? 'controls' : 'population'],
      rows.map((row) => ['id', first!, second!, people].map((column) => row.get(column))),
    ),
    cases: csv(
      'cases',
      ['id', 'count'],
      rows.map((row) => [row.get('id'), row.get(cases)]),
    ),
  };
}
