import type { GazetteerFacts, UsPlace } from './gazetteer.ts';
import { once } from './once.ts';
import type { PackedColumns } from './packed-columns.ts';
import { type Sense, type SenseKind, senseOf } from './sense.ts';
import type { TextPool } from './text-pool.ts';

/** Coordinates are kept as whole numbers of these parts of a degree. */
export const usDegreeParts = 1000;
export const worldDegreeParts = 10;

/** Towns of the United States by row: in the order of their states, within a state the bigger first. */
export class UsPlaceTable {
  readonly length: number;
  readonly populations: Uint32Array;
  private readonly pool: TextPool;
  private readonly facts: GazetteerFacts;
  private readonly names: Uint32Array;
  private readonly keys: Uint32Array;
  private readonly states: Uint8Array;
  private readonly lats: Int32Array;
  private readonly lons: Int32Array;
  private readonly metros: Uint16Array;
  private readonly parts: Uint32Array;
  private readonly made = new Map<string, ReadonlyMap<string, UsPlace>>();

  constructor(columns: PackedColumns<GazetteerFacts>, pool: TextPool) {
    this.pool = pool;
    this.facts = columns.facts;
    this.names = columns.column('placeName', 'u32');
    this.keys = columns.column('placeKey', 'u32');
    this.states = columns.column('placeState', 'u8');
    this.populations = columns.column('placePopulation', 'u32');
    this.lats = columns.column('placeLat', 'i32');
    this.lons = columns.column('placeLon', 'i32');
    this.metros = columns.column('placeMetro', 'u16');
    this.parts = columns.column('placePart', 'u32');
    this.length = this.names.length;
  }

  lat(row: number): number {
    return this.lats[row]! / usDegreeParts;
  }

  lon(row: number): number {
    return this.lons[row]! / usDegreeParts;
  }

  state(row: number): string {
    return this.facts.states[this.states[row]!]!.code;
  }

  isPart(row: number): boolean {
    return this.parts[row] !== 0;
  }

  place(row: number): UsPlace {
    const [metro, part] = [this.metros[row]!, this.parts[row]!];
    return {
      name: this.pool.text(this.names[row]!),
      key: this.pool.key(this.keys[row]!),
      state: this.state(row),
      population: this.populations[row]!,
      lat: this.lat(row),
      lon: this.lon(row),
      metro: metro === 0 ? null : this.facts.metros[metro - 1]!.code,
      partOf: part === 0 ? null : this.pool.text(part - 1),
    };
  }

  all(): UsPlace[] {
    return Array.from({ length: this.length }, (_, row) => this.place(row));
  }

  sense(row: number, kind: SenseKind): Sense {
    const { state, metro, lat, lon, population, name, partOf } = this.place(row);
    return { ...senseOf(kind, 'US'), state, city: partOf ?? name, metro, lat, lon, population };
  }

  /** Towns of a state by name key, the smallest first. */
  ofState(code: string): ReadonlyMap<string, UsPlace> {
    let places = this.made.get(code);
    if (!places) {
      const number = this.facts.states.findIndex((state) => state.code === code);
      const [from, to] = [this.states.indexOf(number), this.states.lastIndexOf(number) + 1];
      const rows = number < 0 || from < 0 ? [] : Array.from({ length: to - from }, (_, i) => to - 1 - i);
      // Of two with one key the bigger comes last and keeps it.
      places = new Map(rows.map((row) => this.place(row)).map((place) => [place.key, place]));
      this.made.set(code, places);
    }
    return places;
  }
}

/** Cities abroad by row, the biggest first. */
export class WorldCityTable {
  readonly length: number;
  private readonly pool: TextPool;
  private readonly countries: readonly string[];
  private readonly names: Uint32Array;
  private readonly countryOf: Uint16Array;
  private readonly populations: Uint32Array;
  private readonly lats: Int16Array;
  private readonly lons: Int16Array;

  constructor(columns: PackedColumns<GazetteerFacts>, pool: TextPool) {
    this.pool = pool;
    this.countries = columns.facts.countries;
    this.names = columns.column('worldName', 'u32');
    this.countryOf = columns.column('worldCountry', 'u16');
    this.populations = columns.column('worldPopulation', 'u32');
    this.lats = columns.column('worldLat', 'i16');
    this.lons = columns.column('worldLon', 'i16');
    this.length = this.names.length;
  }

  lat(row: number): number {
    return this.lats[row]! / worldDegreeParts;
  }

  lon(row: number): number {
    return this.lons[row]! / worldDegreeParts;
  }

  country(row: number): string {
    return this.countries[this.countryOf[row]!]!;
  }

  sense(row: number): Sense {
    const point = { lat: this.lat(row), lon: this.lon(row) };
    const city = this.pool.text(this.names[row]!);
    return { ...senseOf('city', this.country(row)), city, ...point, population: this.populations[row]! };
  }
}

/** Looks up a ZIP code: its town, at the code's own point. */
export function zipLookup(columns: PackedColumns<unknown>, places: UsPlaceTable): (code: string) => Sense | null {
  const zips = once(() => ({
    codes: columns.column('zipCode', 'u32'),
    places: columns.column('zipPlace', 'u16'),
    lats: columns.column('zipLat', 'i16'),
    lons: columns.column('zipLon', 'i16'),
  }));
  return (code) => {
    if (!/^\d{5}$/.test(code)) return null;
    const { codes, places: placeOf, lats, lons } = zips();
    const row = rowOf(codes, Number(code));
    return row < 0 ? null : { ...places.sense(placeOf[row]!, 'zip'), lat: lats[row]! / 100, lon: lons[row]! / 100 };
  };
}

/** Row of a value in a sorted column, by halving; −1 when it isn't there. */
function rowOf(sorted: Uint32Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle]!;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
