import type { Column, CopiedCells } from '../ports/format.ts';
import { copiedRows } from '../store/read/copied-rows.ts';
import { copyPosts, type PostFilter, placeKey, postCellCount, readPlaceSizes } from '../store/read/exports.ts';
import { pseudonymOf } from '../store/read/pseudonym.ts';
import type { ExportRequest, ExportTools } from './export-request.ts';

/** Rows that are made of a piece at once. */
const batchRows = 500;

const text = (name: string): Column => ({ name, type: 'text' });
const told = (column: Column): CopiedCells => ({ take: 1, columns: [column] });
const asWritten = (...names: string[]): CopiedCells => ({
  take: names.length,
  columns: names.map(text),
  work: (cells) => [...cells],
});

/** What becomes of a post's cells as they are read. `shown`: a place as widely as it may be told. */
const postCells = (shown: (place: StoredPlace) => ShownPlace): CopiedCells[] => [
  told(text('id')),
  asWritten('brand', 'source'),
  told({ name: 'at', type: 'instant' }),
  told({ name: 'edited_at', type: 'instant' }),
  asWritten('kind'),
  { take: 1, columns: [{ name: 'p_current', type: 'real' }], work: ([share]) => [rounded(share!)] },
  asWritten('symptoms', 'surfaces'),
  {
    take: 6,
    columns: [
      ...['country', 'state', 'metro', 'city', 'place_level'].map(text),
      { name: 'place_confidence', type: 'real' },
      { name: 'place_suppressed', type: 'boolean' },
    ],
    work: ([country, state, metro, city, level, confidence]) => {
      const place = shown({ country: country!, state: state!, metro: metro!, city: city!, level: level! });
      return [country, place.state, place.metro, place.city, place.level, rounded(confidence!), place.suppressed];
    },
  },
  { take: 1, columns: [text('author')], work: ([key]) => [pseudonymOf(key!)] },
  { take: 1, columns: [{ name: 'from_brand', type: 'boolean' }], work: ([cell]) => [cell === 't'] },
  asWritten('lang'),
  told(text('url')),
  told(text('text')),
  asWritten('model'),
  {
    take: 3,
    columns: [text('app_version'), text('app_country'), { name: 'app_rating', type: 'integer' }],
    work: ([version, country, rating]) => [version, country, rating === null ? null : Number(rating)],
  },
];

export const postColumns: Column[] = postCells(() => nowhere).flatMap(({ columns }) => columns);

/** Posts as the database writes them, and what becomes of their cells; where too few people speak from a place, only the wider one is told. */
export async function copiedPosts(
  tools: ExportTools,
  request: ExportRequest,
): Promise<{ pieces: AsyncIterable<Uint8Array>; cells: CopiedCells[] }> {
  const { brand, symptom, surface, area, source } = request;
  const range = { from: Math.floor(request.from / 60_000), to: Math.ceil(request.to / 60_000) };
  const filter: PostFilter = { brand, symptom, surface, area, source, ...range };
  const widen = placeWidener(await readPlaceSizes(tools.database, filter), tools.smallestCell);
  return { pieces: copyPosts(tools.database, filter), cells: postCells(widen) };
}

/** The same as values, for formats that need them. */
export async function* postRows(
  tools: ExportTools,
  request: ExportRequest,
): AsyncGenerator<unknown[][], void, undefined> {
  const { pieces, cells } = await copiedPosts(tools, request);
  for await (const piece of pieces) {
    let batch: unknown[][] = [];
    for (const row of copiedRows(piece, postCellCount)) {
      batch.push(valuesOf(row, cells));
      if (batch.length < batchRows) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

function valuesOf(row: (string | null)[], cells: readonly CopiedCells[]): unknown[] {
  const values: unknown[] = [];
  let at = 0;
  for (const { take, columns, work } of cells) {
    if (work) for (const value of work(take === 1 ? [row[at]!] : row.slice(at, at + take))) values.push(value);
    else if (columns[0]!.type === 'instant') values.push(row[at] === null ? null : Number(row[at]));
    else values.push(row[at]);
    at += take;
  }
  return values;
}

interface StoredPlace {
  country: string | null;
  state: string | null;
  metro: string | null;
  city: string | null;
  level: string | null;
}

interface ShownPlace {
  state: string | null;
  metro: string | null;
  city: string | null;
  level: string | null;
  suppressed: boolean;
}

const nowhere: ShownPlace = { state: null, metro: null, city: null, level: null, suppressed: false };

/** Tells a place as widely as its number of people demands; each place is worked out once. */
function placeWidener(sizes: ReadonlyMap<string, number>, smallest: number): (place: StoredPlace) => ShownPlace {
  const large: IsLarge = (cell) => (sizes.get(placeKey(cell)) ?? 0) >= smallest;
  const known = new Map<string, ShownPlace>();
  return (place) => {
    const { country, state, metro, city, level } = place;
    const key = `${country}|${state}|${metro}|${city}|${level}`;
    let shown = known.get(key);
    if (!shown) {
      // A copy: the cells are views of a whole piece, which would stay with them.
      shown = structuredClone(widened(place, large));
      known.set(key, shown);
    }
    return shown;
  };
}

/** Whether enough people speak from a place. */
type IsLarge = (cell: Parameters<typeof placeKey>[0]) => boolean;

function widened(place: StoredPlace, large: IsLarge): ShownPlace {
  const { country, state, metro, city, level } = place;
  if (state === null) return { state, metro: null, city: null, level, suppressed: false };
  if (!large({ country, state })) return { state: null, metro: null, city: null, level: 'country', suppressed: true };
  if (metro !== null && !large({ country, state, metro }))
    return { state, metro: null, city: null, level: 'state', suppressed: true };
  if (city !== null && !large({ country, state, metro, city }))
    return { state, metro, city: null, level: metro === null ? 'state' : 'metro', suppressed: true };
  // A point or a ZIP code is finer than any cell that is counted here.
  return { state, metro, city, level: level === 'point' || level === 'zip' ? 'city' : level, suppressed: false };
}

/** Stored in single precision: the digits behind the fourth mean nothing. */
function rounded(tenThousandths: string | null): number | null {
  return tenThousandths === null ? null : Number(tenThousandths) / 10_000;
}
