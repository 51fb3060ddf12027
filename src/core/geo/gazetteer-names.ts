import { assignment, commaList, dataLines } from './data-lines.ts';
import type { Metro, State, UsPlace } from './gazetteer.ts';
import { NameIndex } from './name-index.ts';
import { nameKey } from './name-key.ts';
import type { Sense, SenseKind } from './sense.ts';

interface Known {
  places: readonly UsPlace[];
  states: ReadonlyMap<string, State>;
  metros: ReadonlyMap<string, Metro>;
  worldCities: string;
}

/** Fills the name index: rows from 0 are American places, then world cities. */
export class GazetteerNames {
  readonly index: NameIndex;
  private readonly known: Known;

  constructor(known: Known) {
    this.known = known;
    const { places } = known;
    const world = dataLines(known.worldCities);
    this.index = new NameIndex((row) => {
      const place = places[row];
      return place ? placeSense(place, place.partOf ? 'part' : 'city') : worldSense(world[row - places.length]!);
    });
    for (const [row, place] of places.entries()) this.index.addRow(place.key, row, place.population);
    for (const [i, line] of world.entries()) {
      this.index.addRow(worldKey(line), places.length + i, 0);
    }
  }

  addCounties(text: string): void {
    for (const line of text.split('\n')) {
      const [state = '', name = '', metro, lat, lon, population, independent] = line.split('\t');
      if (name === '' || independent) continue;
      const center = { lat: Number(lat), lon: Number(lon), population: Number(population) };
      const sense = { ...senseOf('county', 'US'), state, metro: metro || null, ...center };
      const key = nameKey(name);
      for (const word of state === 'LA' ? ['parish'] : ['county', 'co']) this.index.add(`${key} ${word}`, sense);
    }
  }

  addStates(text: string): void {
    for (const line of dataLines(text)) {
      const [code = '', , name = '', , forms = ''] = line.split('|');
      const state = this.known.states.get(code)!;
      const center = { lat: state.lat, lon: state.lon, population: state.population };
      const sense = { ...senseOf('state', 'US'), state: code, ...center };
      // The capital is a city first: DC has the city's sense beside the code.
      const full = code === 'DC' ? [] : [name, `state of ${name}`, `${name} state`];
      for (const form of full) this.index.add(nameKey(form), sense);
      this.index.add(nameKey(code), { ...sense, kind: 'code' });
      for (const form of commaList(forms)) this.addWritten(form, { ...sense, alias: true });
    }
  }

  addCountries(names: string, aliases: string): void {
    const codes = new Set<string>();
    for (const line of dataLines(names)) {
      const country = line.slice(0, 2);
      codes.add(country);
      this.index.add(line.slice(3), senseOf('country', country));
    }
    for (const country of codes) if (country !== 'US') this.index.add(country.toLowerCase(), senseOf('code', country));
    for (const line of dataLines(aliases)) {
      const [country, forms] = assignment(line);
      for (const form of commaList(forms)) {
        const kind = /^\?[a-z]{2,3}$/.test(form) ? 'code' : 'country';
        this.addWritten(form, { ...senseOf(kind, country), alias: true });
      }
    }
  }

  /** Lines `City ST = name, name, …`. */
  addNicknames(text: string, kind: SenseKind): void {
    for (const line of dataLines(text)) {
      const [target, forms] = assignment(line);
      const rows = this.index.rowsOf(nameKey(target.slice(0, -3)));
      const place = rows.map((row) => this.known.places[row]).find((p) => p?.state === target.slice(-2));
      if (!place) throw new RangeError(`gazetteer: "${target}" is no place: write "City ST" as us-places.tsv has it`);
      const sense = { ...placeSense(place, kind), alias: true };
      for (const form of commaList(forms)) this.addWritten(form, sense);
    }
  }

  /** Lines `CBSA [state] = name, name, …`; the metros' own names too. */
  addMetros(text: string): void {
    for (const metro of this.known.metros.values()) {
      if (metro.name.includes('–')) this.addWritten(metro.name.toLowerCase(), this.metroSense(metro.code));
    }
    for (const line of dataLines(text)) {
      const [target, forms] = assignment(line);
      const [code = '', state] = target.split(' ');
      const sense = this.metroSense(code);
      for (const form of commaList(forms))
        this.addWritten(form, { ...sense, state: state ?? sense.state, alias: true });
    }
  }

  private metroSense(code: string): Sense {
    const metro = this.known.metros.get(code);
    if (!metro) throw new RangeError(`gazetteer: ${code} is no metropolitan area of metros.txt`);
    const { lat, lon, population, states } = metro;
    return { ...senseOf('metro', 'US'), state: states[0] ?? null, metro: code, lat, lon, population };
  }

  /** `?` before a name: weak; capitals: only so written. */
  private addWritten(form: string, sense: Sense): void {
    const weak = form.startsWith('?');
    const name = weak ? form.slice(1) : form;
    const upper = name === name.toUpperCase() && name !== name.toLowerCase();
    this.index.add(nameKey(name), { ...sense, weak, upper });
  }
}

/** Key of a line `country, name, key, …`; no key stands for the name in small letters. */
function worldKey(line: string): string {
  const nameEnd = line.indexOf('\t', 3);
  const keyEnd = line.indexOf('\t', nameEnd + 1);
  return keyEnd > nameEnd + 1 ? line.slice(nameEnd + 1, keyEnd) : line.slice(3, nameEnd).toLowerCase();
}

function placeSense(place: UsPlace, kind: SenseKind): Sense {
  const { state, metro, lat, lon, population } = place;
  return { ...senseOf(kind, 'US'), state, city: place.partOf ?? place.name, metro, lat, lon, population };
}

function worldSense(line: string): Sense {
  const [country = '', city = '', , population, lat, lon] = line.split('\t');
  return { ...senseOf('city', country), city, lat: Number(lat), lon: Number(lon), population: Number(population) };
}

function senseOf(kind: SenseKind, country: string): Sense {
  return {
    kind,
    country,
    state: null,
    city: null,
    metro: null,
    lat: null,
    lon: null,
    population: 0,
    weak: false,
    upper: false,
    alias: false,
  };
}
