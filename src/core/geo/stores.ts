import { distanceKm, isPoint } from './distance.ts';
import type { Gazetteer } from './gazetteer.ts';

/** A shop of a brand. */
export interface Store {
  id: string;
  name: string;
  lat: number;
  lon: number;
  zip: string | null;
}

/** A line of a store list that couldn't be read, numbered from 1. */
export interface StoreFault {
  line: number;
  message: string;
}

/**
 * Stores from CSV with a header naming `id`, `name`, `lat`, `lon` and, if known, `zip`, in any order; quotes as in RFC 4180.
 * Without coordinates the ZIP code's center stands in. Bad lines are left out and named.
 */
export function parseStores(csv: string, gazetteer: Gazetteer): { stores: Store[]; faults: StoreFault[] } {
  const rows = csvRows(csv.replace(/^\uFEFF/, ''));
  const header = rows.shift()?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const column = (name: string): number => header.indexOf(name);
  if (column('id') < 0 || (column('zip') < 0 && (column('lat') < 0 || column('lon') < 0))) {
    return {
      stores: [],
      faults: [{ line: 1, message: 'the first line must name the columns id, name, lat, lon (or zip)' }],
    };
  }
  const stores: Store[] = [];
  const faults: StoreFault[] = [];
  const seen = new Set<string>();
  for (const { cells, line } of rows) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const cell = (name: string): string => cells[column(name)]?.trim() ?? '';
    const store = storeOf(cell, gazetteer);
    if (typeof store === 'string') faults.push({ line, message: store });
    else if (seen.has(store.id))
      faults.push({ line, message: `store ${store.id} is listed twice; the first one is kept` });
    else stores.push(store);
    if (typeof store !== 'string') seen.add(store.id);
  }
  return { stores, faults };
}

function storeOf(cell: (name: string) => string, gazetteer: Gazetteer): Store | string {
  const id = cell('id');
  if (id === '') return 'id is empty: give each store an id';
  const digits = cell('zip').slice(0, 5);
  const zip = /^\d{4,5}$/.test(digits) ? digits.padStart(5, '0') : null;
  const written = cell('lat') !== '' && cell('lon') !== '';
  const lat = Number(cell('lat'));
  const lon = Number(cell('lon'));
  if (written && Number.isFinite(lat) && Number.isFinite(lon) && isPoint(lat, lon))
    return { id, name: cell('name') || id, lat, lon, zip };
  if (written)
    return `lat "${cell('lat')}" and lon "${cell('lon')}" are no point: give degrees, lat −90 to 90, lon −180 to 180`;
  const center = zip ? zipCenter(gazetteer, zip) : null;
  if (!center) return 'neither lat and lon nor a known zip: give one of them';
  return { id, name: cell('name') || id, ...center, zip };
}

/** Center of a ZIP code; null for an unknown one. */
export function zipCenter(gazetteer: Gazetteer, zip: string): { lat: number; lon: number } | null {
  const sense = gazetteer.zip(zip);
  return sense && sense.lat !== null && sense.lon !== null ? { lat: sense.lat, lon: sense.lon } : null;
}

/** The stores nearest to a point, nearest first, with the distance in km; at most `limit`. */
export function nearestStores(
  stores: readonly Store[],
  point: { lat: number; lon: number },
  limit = 1,
): { store: Store; km: number }[] {
  const far = stores.map((store) => ({ store, km: distanceKm(point, store) }));
  return far.sort((a, b) => a.km - b.km || (a.store.id < b.store.id ? -1 : 1)).slice(0, limit);
}

/** Cells of a CSV text with the number of the line that each row begins on. */
function csvRows(text: string): { cells: string[]; line: number }[] {
  const rows: { cells: string[]; line: number }[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  let startLine = 1;
  for (let i = 0; i <= text.length; i++) {
    const letter = text[i] ?? '\n';
    if (letter === '\n') line++;
    if (quoted && i < text.length) {
      if (letter === '"' && text[i + 1] === '"') cell += text[++i];
      else if (letter === '"') quoted = false;
      else cell += letter;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === ',' || letter === '\n') {
      cells.push(cell.replace(/\r$/, ''));
      cell = '';
      if (letter === '\n') {
        if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: startLine });
        cells = [];
        startLine = line;
      }
    } else cell += letter;
  }
  return rows;
}
