import type { GazetteerFacts, UsPlace } from '../../src/core/geo/gazetteer.ts';
import { slotBits, slotOf } from '../../src/core/geo/name-index.ts';
import type { ColumnKind } from '../../src/core/geo/packed-columns.ts';
import { usDegreeParts, worldDegreeParts } from '../../src/core/geo/place-tables.ts';
import type { Sense } from '../../src/core/geo/sense.ts';
import { senseFlags, senseKinds } from '../../src/core/geo/sense-table.ts';
import { byteHash, byteKey } from '../../src/core/geo/text-pool.ts';
import { dataLines } from './data-lines.ts';
import type { ColumnValues } from './packed-file.ts';
import type { WorldCity } from './source-tables.ts';

function column(name: string, kind: ColumnKind, values: number[]): ColumnValues {
  return { name, kind, values };
}

export function nameColumns(
  names: readonly [string, number[]][],
  { reaches, others }: { reaches: ReadonlyMap<string, number>; others: number },
): ColumnValues[] {
  if (names.length > 0.9 * 2 ** slotBits) throw new RangeError(`gazetteer: ${names.length} names: raise slotBits`);
  const slots = new Array<number>(2 ** slotBits).fill(0);
  const starts = [0];
  const meanings: number[] = [];
  for (const [name, [key, rows]] of names.entries()) {
    let { at, value } = slotOf(byteHash(byteKey(key)), name);
    while (slots[at] !== 0) at = (at + 1) % slots.length;
    slots[at] = value;
    meanings.push(...rows.map((row) => (row < 0 ? others + ~row : row)));
    starts.push(meanings.length);
  }
  return [
    column('nameSlots', 'u32', slots),
    column(
      'nameReach',
      'u8',
      names.map(([key]) => reaches.get(key) ?? 1),
    ),
    column('meaningStarts', 'u32', starts),
    column('meanings', 'u32', meanings),
  ];
}

type IdOf = (text: string) => number;

export function placeColumns(places: readonly UsPlace[], facts: GazetteerFacts, idOf: IdOf): ColumnValues[] {
  const states = numbered(facts.states.map(({ code }) => code));
  const metros = numbered(facts.metros.map(({ code }) => code));
  return [
    column(
      'placeName',
      'u32',
      places.map(({ name }) => idOf(name)),
    ),
    column(
      'placeKey',
      'u32',
      places.map(({ key }) => idOf(key)),
    ),
    column(
      'placeState',
      'u8',
      places.map(({ state }) => states(state)),
    ),
    column(
      'placePopulation',
      'u32',
      places.map(({ population }) => population),
    ),
    column(
      'placeLat',
      'i32',
      places.map(({ lat }) => Math.round(lat * usDegreeParts)),
    ),
    column(
      'placeLon',
      'i32',
      places.map(({ lon }) => Math.round(lon * usDegreeParts)),
    ),
    column(
      'placeMetro',
      'u16',
      places.map(({ metro }) => (metro === null ? 0 : metros(metro) + 1)),
    ),
    column(
      'placePart',
      'u32',
      places.map(({ partOf }) => (partOf === null ? 0 : idOf(partOf) + 1)),
    ),
  ];
}

export function worldColumns(world: readonly WorldCity[], facts: GazetteerFacts, idOf: IdOf): ColumnValues[] {
  const countries = numbered(facts.countries);
  return [
    column(
      'worldName',
      'u32',
      world.map(({ name }) => idOf(name)),
    ),
    column(
      'worldCountry',
      'u16',
      world.map(({ country }) => countries(country)),
    ),
    column(
      'worldPopulation',
      'u32',
      world.map(({ population }) => population),
    ),
    column(
      'worldLat',
      'i16',
      world.map(({ lat }) => Math.round(lat * worldDegreeParts)),
    ),
    column(
      'worldLon',
      'i16',
      world.map(({ lon }) => Math.round(lon * worldDegreeParts)),
    ),
  ];
}

export function senseColumns(others: readonly Sense[], facts: GazetteerFacts, idOf: IdOf): ColumnValues[] {
  const countries = numbered(facts.countries);
  const states = numbered(facts.states.map(({ code }) => code));
  const metros = numbered(facts.metros.map(({ code }) => code));
  return [
    column(
      'senseKind',
      'u8',
      others.map(({ kind }) => senseKinds.indexOf(kind)),
    ),
    column(
      'senseCountry',
      'u16',
      others.map(({ country }) => countries(country)),
    ),
    column('senseFlags', 'u8', others.map(flagsOf)),
    column(
      'senseState',
      'u8',
      others.map(({ state }) => (state === null ? 0 : states(state) + 1)),
    ),
    column(
      'senseCity',
      'u32',
      others.map(({ city }) => (city === null ? 0 : idOf(city) + 1)),
    ),
    column(
      'senseMetro',
      'u16',
      others.map(({ metro }) => (metro === null ? 0 : metros(metro) + 1)),
    ),
    column(
      'sensePopulation',
      'u32',
      others.map(({ population }) => population),
    ),
    column(
      'sensePoint',
      'f64',
      others.flatMap(({ lat, lon }) => [lat ?? 0, lon ?? 0]),
    ),
  ];
}

function flagsOf({ weak, upper, alias, lat }: Sense): number {
  const { weak: isWeak, upper: isUpper, alias: isAlias, located } = senseFlags;
  return (weak ? isWeak : 0) | (upper ? isUpper : 0) | (alias ? isAlias : 0) | (lat === null ? 0 : located);
}

/** Lines `code, row of us-places.tsv, lat and lon in hundredths of a degree`, in the order of the codes. */
export function zipColumns(text: string): ColumnValues[] {
  const rows = dataLines(text).map((line) => line.split('\t').map(Number));
  const kinds: [string, ColumnKind][] = [
    ['zipCode', 'u32'],
    ['zipPlace', 'u16'],
    ['zipLat', 'i16'],
    ['zipLon', 'i16'],
  ];
  return kinds.map(([name, kind], i) =>
    column(
      name,
      kind,
      rows.map((row) => row[i]!),
    ),
  );
}

/** Number of each of some codes; throws RangeError for another. */
function numbered(codes: readonly string[]): (code: string) => number {
  const at = new Map(codes.map((code, i) => [code, i]));
  return (code) => {
    const number = at.get(code);
    if (number === undefined) throw new RangeError(`gazetteer: ${code} is not in its table`);
    return number;
  };
}
