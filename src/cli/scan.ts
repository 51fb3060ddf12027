import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { type BatchScan, batchScan } from '../core/detect/spatial/batch-scan.ts';
import type { NamedText } from '../core/detect/spatial/csv-table.ts';
import { type ScanFiles, scanInput } from '../core/detect/spatial/scan-input.ts';
import type { ScanModel } from '../core/detect/spatial/scan-stream.ts';
import { withOutput } from './batch-files.ts';
import { type CliCommand, type CliIo, UsageError } from './command.ts';

const help = `
Usage: outcry scan --model MODEL --locations FILE --cases FILE [options]

Finds clusters in space and time with scan statistics.

  --model poisson|bernoulli|stp|kull|ebp   what the cases are compared with:
                       poisson    population (or expected cases) of each location
                       bernoulli  controls of each location
                       stp        the cases' own places and times (space-time permutation)
                       kull       baselines, a surge everywhere at once cancels out
                       ebp        baselines as they are
  --locations FILE     id,lat,lon[,population|expected|controls][,state] or id,x,y,...
  --cases FILE         id[,interval],count[,stream]; - or nothing: standard input
  --baselines FILE     id,interval,baseline[,stream]
  --geo sphere|plane   default: sphere when the locations have lat and lon
  --zones LIST         circles, states, divisions, separated by commas (default circles); or subsets: any set of
                       places within a circle (linear-time subset scanning), for one stream
  --max-share S        largest share of population (or cases, or baseline) in a zone, 0 to 1 (default 0.5)
  --max-km K           largest radius: km on the sphere, units of the plane
  --neighbors N        most locations in a circle
  --windows W          longest window in intervals (default: half of the study period)
  --retrospective      windows may end anywhere, not only with the last interval
  --temporal           all locations as one: windows in time alone
  --replicates R       Monte Carlo replicates (default 999); 0 leaves p out
  --seed N             default 1
  --top N              clusters in the answer (default 5)
  --out FILE           default: standard output

The answer is JSON: {"clusters": [{"ids", "center", "llr", "observed", "expected", "relativeRisk",
"radiusKm", "from", "to", "p", "pGumbel"}], "null": {"mean", "sd"}}. Clusters don't overlap.

Example: outcry scan --model stp --locations cities.csv --cases reports.csv --windows 12
`;

const models = ['poisson', 'bernoulli', 'stp', 'kull', 'ebp'] as const;
const geometries = ['sphere', 'plane'] as const;
const zoneKinds = ['circles', 'states', 'divisions', 'subsets'] as const;

const options = {
  model: { type: 'string' },
  locations: { type: 'string' },
  cases: { type: 'string' },
  in: { type: 'string' },
  baselines: { type: 'string' },
  geo: { type: 'string' },
  zones: { type: 'string', default: 'circles' },
  'max-share': { type: 'string', default: '0.5' },
  'max-km': { type: 'string' },
  neighbors: { type: 'string' },
  windows: { type: 'string' },
  retrospective: { type: 'boolean', default: false },
  temporal: { type: 'boolean', default: false },
  replicates: { type: 'string', default: '999' },
  seed: { type: 'string', default: '1' },
  top: { type: 'string', default: '5' },
  out: { type: 'string' },
} as const;

export const command: CliCommand = {
  name: 'scan',
  summary: 'Finds clusters in space and time in counts, with significance.',
  help,
  async run(argv, io) {
    const { values } = parseArgs({ args: argv, options, strict: true });
    const settings = settingsOf(values);
    const files = await filesOf(values, io);
    const input = scanInput(files);
    if ('faults' in input) throw new UsageError(faultList(input.faults));
    if (settings.zones.includes('subsets') && input.streams.length > 1)
      throw new UsageError('--zones subsets: is for one stream; scan the streams one by one');
    await withOutput(values.out, io, (output) => output.write(`${JSON.stringify(batchScan(input, settings))}\n`));
    return 0;
  },
};

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

function settingsOf(values: Values): BatchScan {
  const zones = values.zones.split(',').map((zone) => oneOf('zones', zone.trim(), zoneKinds));
  if (zones.includes('subsets') && zones.length > 1)
    throw new UsageError('--zones: subsets stand alone; leave out the others');
  return {
    model: modelOf(values),
    zones,
    maxShare: number('max-share', values['max-share'], { above: 0, most: 1 }),
    maxRadius: values['max-km'] === undefined ? undefined : number('max-km', values['max-km'], { above: 0 }),
    maxMembers: values.neighbors === undefined ? undefined : whole('neighbors', values.neighbors, 1),
    longest: values.windows === undefined ? undefined : whole('windows', values.windows, 1),
    retrospective: values.retrospective,
    temporal: values.temporal,
    replicates: whole('replicates', values.replicates, 0),
    seed: whole('seed', values.seed, 0),
    top: whole('top', values.top, 1),
  };
}

function modelOf(values: Values): ScanModel {
  if (values.model === undefined) throw new UsageError(`--model is missing; choose one of ${models.join(', ')}`);
  return oneOf('model', values.model, models);
}

async function filesOf(values: Values, io: CliIo): Promise<ScanFiles> {
  if (values.locations === undefined)
    throw new UsageError('--locations is missing; name a CSV file with id,lat,lon or id,x,y');
  return {
    model: modelOf(values),
    locations: await read(values.locations, io),
    cases: await read(values.cases ?? values.in ?? '-', io),
    baselines: values.baselines === undefined ? undefined : await read(values.baselines, io),
    geometry: values.geo === undefined ? undefined : oneOf('geo', values.geo, geometries),
  };
}

async function read(name: string, io: CliIo): Promise<NamedText> {
  if (name === '-') return { name: 'standard input', text: await text(io.stdin) };
  return {
    name,
    text: await readFile(resolve(io.cwd, name), 'utf8').catch(cannot(`read ${name}`)),
  };
}

function cannot(what: string): (error: unknown) => never {
  return (error) => {
    throw new UsageError(`can't ${what}: ${(error as Error).message}`);
  };
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`--${option}: "${value}" isn't one of ${allowed.join(', ')}`);
  return found;
}

function whole(option: string, value: string, least: number): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) < least)
    throw new UsageError(`--${option}: "${value}" isn't a whole number of ${least} or more`);
  return Number(value);
}

function number(
  option: string,
  value: string,
  { above, most = Number.POSITIVE_INFINITY }: { above: number; most?: number },
): number {
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  if (!(parsed > above && parsed <= most)) {
    throw new UsageError(
      `--${option}: "${value}" isn't a number above ${above}${Number.isFinite(most) ? ` and up to ${most}` : ''}`,
    );
  }
  return parsed;
}

const shown = 20;

function faultList(faults: string[]): string {
  const more = faults.length > shown ? [`and ${faults.length - shown} more faults`] : [];
  return [...faults.slice(0, shown), ...more].join('\n');
}
