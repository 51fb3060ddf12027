import type { Metro, State, UsPlace } from './gazetteer.ts';
import { nameKey } from './name-key.ts';
import type { Sense, SenseKind } from './sense.ts';

interface Known {
  byState: Map<string, Map<string, UsPlace>>;
  states: Map<string, State>;
  metros: Map<string, Metro>;
}

/** Multi-word names of cities from this size on are known as one word too (#sanfrancisco). */
const togetherPopulation = 50_000;

/** Collects the meanings of all names. */
export class GazetteerNames {
  readonly senses = new Map<string, Sense[]>();
  readonly reach = new Map<string, number>();
  private readonly known: Known;

  constructor(known: Known) {
    this.known = known;
  }

  addPlaces(places: readonly UsPlace[]): void {
    for (const place of places) this.add(nameKey(place.name), this.placeSense(place, place.partOf ? 'part' : 'city'));
  }

  addCounties(text: string): void {
    for (const line of text.split('\n')) {
      const [state = '', name = '', metro, lat, lon, independent] = line.split('\t');
      if (name === '' || independent) continue;
      const sense = { ...senseOf('county', 'US'), state, metro: metro || null, lat: Number(lat), lon: Number(lon) };
      const key = nameKey(name);
      for (const word of state === 'LA' ? ['parish'] : ['county', 'co']) this.add(`${key} ${word}`, sense);
    }
  }

  addStates(text: string): void {
    for (const line of lines(text)) {
      const [code = '', , name = '', , forms = ''] = line.split('|');
      const state = this.known.states.get(code)!;
      const sense = { ...senseOf('state', 'US'), state: code, lat: state.lat, lon: state.lon, population: state.population };
      // The capital is a city first: DC has the city's sense beside the code.
      if (code !== 'DC') for (const form of [name, `state of ${name}`, `${name} state`]) this.add(nameKey(form), sense);
      this.add(nameKey(code), { ...sense, kind: 'code' });
      for (const form of split(forms)) this.addWritten(form, { ...sense, alias: true });
    }
  }

  addCountries(names: string, aliases: string): void {
    for (const line of lines(names)) {
      const [country = '', name = ''] = line.split('\t');
      this.add(nameKey(name), senseOf('country', country));
    }
    const codes = new Set(lines(names).map((line) => line.slice(0, 2)));
    for (const country of codes) if (country !== 'US') this.add(country.toLowerCase(), senseOf('code', country));
    for (const line of lines(aliases)) {
      const [country = '', forms = ''] = cut(line, '=');
      for (const form of split(forms)) {
        const code = /^\?[a-z]{2,3}$/.test(form);
        this.addWritten(form, { ...senseOf(code ? 'code' : 'country', country), alias: true });
      }
    }
  }

  addWorldCities(text: string): void {
    for (const line of lines(text)) {
      const [country = '', name = '', population, lat, lon] = line.split('\t');
      const sense = { ...senseOf('city', country), city: name, lat: Number(lat), lon: Number(lon), population: Number(population) };
      this.add(nameKey(name), sense);
    }
  }

  /** Lines `City ST = name, name, …`. */
  addNicknames(text: string, kind: SenseKind): void {
    for (const line of lines(text)) {
      const [target = '', forms = ''] = cut(line, '=');
      const place = this.known.byState.get(target.slice(-2))?.get(nameKey(target.slice(0, -3)));
      if (!place) throw new RangeError(`gazetteer: "${target}" is no place: write "City ST" as us-places.tsv has it`);
      const sense = { ...this.placeSense(place, kind), alias: true };
      for (const form of split(forms)) this.addWritten(form, sense);
    }
  }

  /** Lines `CBSA = name, name, …`; the metros' own names too. */
  addMetros(text: string): void {
    for (const metro of this.known.metros.values()) {
      if (metro.name.includes('–')) this.addWritten(metro.name.toLowerCase(), this.metroSense(metro.code));
    }
    for (const line of lines(text)) {
      const [code = '', forms = ''] = cut(line, '=');
      const sense = this.metroSense(code);
      for (const form of split(forms)) this.addWritten(form, { ...sense, alias: true });
    }
  }

  /** Lets names of several words be found as one word: hashtags, "LosAngeles". */
  addWrittenTogether(): void {
    for (const [key, senses] of [...this.senses]) {
      if (!key.includes(' ')) continue;
      const wanted = senses.filter(
        (s) => !s.weak && !s.upper && (s.kind === 'state' || s.kind === 'metro' || s.kind === 'country' || s.alias || s.population >= togetherPopulation),
      );
      const together = key.replaceAll(' ', '');
      if (wanted.length > 0 && together.length >= 6 && !this.senses.has(together)) for (const sense of wanted) this.add(together, sense);
    }
  }

  private metroSense(code: string): Sense {
    const metro = this.known.metros.get(code);
    if (!metro) throw new RangeError(`gazetteer: ${code} is no metropolitan area of metros.txt`);
    const { lat, lon, population, states } = metro;
    return { ...senseOf('metro', 'US'), state: states[0] ?? null, metro: code, lat, lon, population };
  }

  private placeSense(place: UsPlace, kind: SenseKind): Sense {
    const { state, metro, lat, lon, population } = place;
    return { ...senseOf(kind, 'US'), state, city: place.partOf ?? place.name, metro, lat, lon, population };
  }

  /** `?` before a name: weak; capitals: only so written. */
  private addWritten(form: string, sense: Sense): void {
    const weak = form.startsWith('?');
    const name = weak ? form.slice(1) : form;
    const upper = name === name.toUpperCase() && name !== name.toLowerCase();
    this.add(nameKey(name), { ...sense, weak, upper });
  }

  private add(key: string, sense: Sense): void {
    if (key === '') return;
    const own = this.senses.get(key);
    if (!own) this.senses.set(key, [sense]);
    else if (!own.some((other) => sameMeaning(other, sense))) own.push(sense);
    const space = key.indexOf(' ');
    const first = space < 0 ? key : key.slice(0, space);
    const words = space < 0 ? 1 : key.split(' ').length;
    if ((this.reach.get(first) ?? 0) < words) this.reach.set(first, words);
  }
}

/** Alike in all that counts; a strong sense is kept beside a weak one. */
function sameMeaning(a: Sense, b: Sense): boolean {
  return a.kind === b.kind && a.country === b.country && a.state === b.state && a.city === b.city && a.metro === b.metro && a.upper === b.upper && (!a.weak || b.weak);
}

function senseOf(kind: SenseKind, country: string): Sense {
  return { kind, country, state: null, city: null, metro: null, lat: null, lon: null, population: 0, weak: false, upper: false, alias: false };
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function split(forms: string): string[] {
  return forms.split(',').map((form) => form.trim()).filter(Boolean);
}

function cut(line: string, mark: string): [string, string] {
  const at = line.indexOf(mark);
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}
