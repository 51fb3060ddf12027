import type { Coordinates } from './circle-orders.ts';
import { csvTable, type NamedText } from './csv-table.ts';
import { type Cell, type Cells, readCells } from './scan-cells.ts';
import { type LocationFile, type Places, readLocations } from './scan-locations.ts';
import type { ScanModel, StreamData } from './scan-stream.ts';

export interface ScanFiles extends LocationFile {
  model: ScanModel;
  cases: NamedText;
  baselines?: NamedText;
}

export interface ScanInput {
  ids: string[];
  /** Two-letter state of each location, "" where unknown. */
  states: string[];
  coordinates: Coordinates;
  /** Label of each interval, in order; null when the cases carry no interval. */
  intervals: number[] | null;
  streams: StreamData[];
  /** What the share limit of the circles refers to, per location. */
  weights: Float64Array;
}

/** Reads the tables of a batch scan; all faults at once, each with file, line, field and remedy. */
export function scanInput(files: ScanFiles): ScanInput | { faults: string[] } {
  const faults: string[] = [];
  const places = readLocations(files, faults);
  if (faults.length > 0) return { faults };
  const read = readCells(csvTable(files.cases, faults), { places, value: 'count', whole: true }, faults);
  // Controls are given per location, without a time: their cases are compared with them over the whole study.
  const cases = files.model === 'bernoulli' ? undated(read) : read;
  const baselines = files.baselines
    ? readCells(csvTable(files.baselines, faults), { places, value: 'baseline', whole: false }, faults)
    : null;
  if (faults.length === 0) checkIntervals(files, { cases, baselines }, faults);
  if (faults.length > 0) return { faults };
  const labels = [...cases.cells, ...(baselines?.cells ?? [])].map((cell) => cell.interval);
  const first = labels.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = labels.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const intervals = last - first + 1;
  if (!(intervals >= 1)) faults.push(`${files.cases.name}: has no rows; a scan needs cases`);
  else if (intervals * places.ids.length > 2e7)
    faults.push(`${files.cases.name}: intervals run from ${first} to ${last}; number the intervals consecutively`);
  if (faults.length > 0) return { faults };
  const grid = { locations: places.ids.length, intervals, first };
  const streams = [...new Set(cases.cells.map((cell) => cell.stream))].map((stream) =>
    streamData(
      { model: files.model, places, grid },
      { cases: cases.cells, baselines: baselines?.cells ?? null, stream },
    ),
  );
  checkStreams(files, { places, streams, first, dated: cases.dated }, faults);
  if (faults.length > 0) return { faults };
  return {
    ids: places.ids,
    states: places.states,
    coordinates: places.coordinates,
    intervals: cases.dated ? Array.from({ length: intervals }, (_, t) => first + t) : null,
    streams,
    weights: shareWeights(files.model, places, streams),
  };
}

function undated({ streamed, cells }: Cells): Cells {
  return { dated: false, streamed, cells: cells.map((cell) => ({ ...cell, interval: 0 })) };
}

function checkIntervals(
  { model, cases, baselines }: ScanFiles,
  read: { cases: Cells; baselines: Cells | null },
  faults: string[],
): void {
  if (read.baselines && read.baselines.dated !== read.cases.dated) {
    const [lacking, having] = read.cases.dated ? [baselines!.name, cases.name] : [cases.name, baselines!.name];
    faults.push(`${lacking}: has no column "interval" while ${having} has one; give both or neither`);
  }
  if (model === 'stp' && !read.cases.dated) {
    faults.push(`${cases.name}: the stp model compares times; add a column "interval" with whole numbers`);
  }
}

interface Grid {
  locations: number;
  intervals: number;
  first: number;
}

interface StreamCells {
  cases: Cell[];
  baselines: Cell[] | null;
  stream: string;
}

function streamData(
  frame: { model: ScanModel; places: Places; grid: Grid },
  { cases, baselines, stream }: StreamCells,
): StreamData {
  const { places, grid, model } = frame;
  const data: StreamData = {
    locations: grid.locations,
    intervals: grid.intervals,
    cases: gridOf(
      cases.filter((cell) => cell.stream === stream),
      grid,
    ),
  };
  const people = places.expected ?? places.population;
  const own = () =>
    gridOf(
      baselines!.filter((cell) => cell.stream === '' || cell.stream === stream),
      grid,
    );
  if (model === 'poisson' && people) data.population = people;
  if (model === 'poisson' && !people && baselines) data.baselines = own();
  if (model === 'bernoulli' && places.controls) {
    data.population = places.controls.map((controls, i) => controls + data.cases[i]!);
  }
  if (model === 'kull' || model === 'ebp') {
    const perLocation = model === 'kull' ? people : places.expected;
    if (baselines) data.baselines = own();
    else if (perLocation) data.baselines = gridOf(everyInterval(perLocation, grid), grid);
  }
  return data;
}

function gridOf(
  cells: Pick<Cell, 'location' | 'interval' | 'value'>[],
  { locations, intervals, first }: Grid,
): Float64Array {
  const grid = new Float64Array(locations * intervals);
  for (const { location, interval, value } of cells) grid[location * intervals + interval - first]! += value;
  return grid;
}

function everyInterval(
  perLocation: Float64Array,
  { intervals, first }: Grid,
): Pick<Cell, 'location' | 'interval' | 'value'>[] {
  return Array.from(perLocation).flatMap((value, location) =>
    Array.from({ length: intervals }, (_, t) => ({
      location,
      interval: first + t,
      value,
    })),
  );
}

const remedies: Record<ScanModel, string> = {
  poisson: 'the poisson model needs a column "population" or "expected" in the locations, or --baselines',
  bernoulli: 'the bernoulli model needs a column "controls" in the locations',
  stp: '',
  kull: 'the kull model needs --baselines, or a column "expected" or "population" in the locations',
  ebp: 'the ebp model needs --baselines, or a column "expected" (cases per interval) in the locations',
};

function checkStreams(
  { model, cases, locations, baselines }: ScanFiles,
  { places, streams, first, dated }: { places: Places; streams: StreamData[]; first: number; dated: boolean },
  faults: string[],
): void {
  for (const { cases: counts, intervals, population, baselines: expected } of streams) {
    if (model !== 'stp' && !population && !expected) {
      faults.push(`${locations.name}: ${remedies[model]}`);
      return;
    }
    for (let i = 0; i < counts.length; i++) {
      const location = Math.floor(i / intervals);
      const base = expected ? expected[i]! : population ? population[location]! : 1;
      if (counts[i]! === 0 || base > 0) continue;
      const when = dated ? ` in interval ${first + (i % intervals)}` : '';
      faults.push(
        `${cases.name}: location "${places.ids[location]}" has cases${when} where ${expected && baselines ? baselines.name : locations.name} expects none; raise its value above 0 or drop the cases`,
      );
    }
  }
}

function shareWeights(model: ScanModel, places: Places, streams: StreamData[]): Float64Array {
  if ((model === 'kull' || model === 'ebp') && places.population) return places.population;
  const weights = new Float64Array(places.ids.length);
  for (const { cases, baselines, population, intervals } of streams) {
    const cells = population ?? baselines ?? cases;
    const perLocation = population ? 1 : intervals;
    for (let i = 0; i < cells.length; i++) weights[Math.floor(i / perLocation)]! += cells[i]!;
  }
  return weights;
}
