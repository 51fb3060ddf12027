import type { Metro, State, UsPlace } from '../../src/core/geo/gazetteer.ts';
import { handleKey, nameKey } from '../../src/core/geo/name-key.ts';
import { type Sense, type SenseKind, senseOf } from '../../src/core/geo/sense.ts';
import { assignment, commaList, dataLines } from './data-lines.ts';
import { NameRows } from './name-rows.ts';
import type { WorldCity } from './source-tables.ts';

interface Known {
  places: readonly UsPlace[];
  world: readonly WorldCity[];
  states: ReadonlyMap<string, State>;
  metros: ReadonlyMap<string, Metro>;
}

/** Collects what names mean: rows from 0 are American places, then world cities. */
export class NamedMeanings {
  readonly rows: NameRows;
  private readonly known: Known;

  constructor(known: Known) {
    this.known = known;
    const { places, world } = known;
    this.rows = new NameRows((row) => {
      const place = places[row];
      return place ? placeSense(place, place.partOf ? 'part' : 'city') : worldSense(world[row - places.length]!);
    });
    for (const [row, place] of places.entries()) this.rows.addRow(place.key, row, place.population);
    for (const [i, { key }] of world.entries()) this.rows.addRow(key, places.length + i, 0);
  }

  addCounties(text: string): void {
    for (const line of text.split('\n')) {
      const [state = '', name = '', metro, lat, lon, population, independent] = line.split('\t');
      if (name === '' || independent) continue;
      const center = { lat: Number(lat), lon: Number(lon), population: Number(population) };
      const sense = { ...senseOf('county', 'US'), state, metro: metro || null, ...center };
      const key = nameKey(name);
      for (const word of state === 'LA' ? ['parish'] : ['county', 'co']) this.rows.add(`${key} ${word}`, sense);
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
      for (const form of full) this.rows.add(nameKey(form), sense);
      this.rows.add(nameKey(code), { ...sense, kind: 'code' });
      for (const form of commaList(forms)) this.addWritten(form, { ...sense, alias: true });
    }
  }

  addCountries(names: string, aliases: string): void {
    const codes = new Set<string>();
    for (const line of dataLines(names)) {
      const country = line.slice(0, 2);
      codes.add(country);
      this.rows.add(line.slice(3), senseOf('country', country));
    }
    for (const country of codes) if (country !== 'US') this.rows.add(country.toLowerCase(), senseOf('code', country));
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
      const rows = this.rows.rowsOf(nameKey(target.slice(0, -3)));
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

  /** Lines `ST ST = name, name, =handle`: each name means each of its states, and so does its handle. */
  addRegional(text: string): void {
    for (const line of dataLines(text)) {
      const [codes, forms] = assignment(line);
      for (const code of codes.split(' ')) {
        const state = this.known.states.get(code);
        if (!state) throw new RangeError(`gazetteer: "${code}" in regional-names.txt is no state`);
        const center = { lat: state.lat, lon: state.lon, population: state.population };
        const sense = { ...senseOf('regional', 'US'), state: code, ...center, weak: true, alias: true };
        for (const form of commaList(forms)) {
          const name = form.replace(/^=/, '');
          this.rows.add(handleKey(name), sense);
          if (name === form) this.rows.add(nameKey(name), { ...sense, upper: isUpper(name) });
        }
      }
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
    this.rows.add(nameKey(name), { ...sense, weak, upper: isUpper(name) });
  }
}

function isUpper(name: string): boolean {
  return name === name.toUpperCase() && name !== name.toLowerCase();
}

function placeSense(place: UsPlace, kind: SenseKind): Sense {
  const { state, metro, lat, lon, population } = place;
  return { ...senseOf(kind, 'US'), state, city: place.partOf ?? place.name, metro, lat, lon, population };
}

function worldSense({ country, name, population, lat, lon }: WorldCity): Sense {
  return { ...senseOf('city', country), city: name, lat, lon, population };
}
