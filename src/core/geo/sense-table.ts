import type { GazetteerFacts } from './gazetteer.ts';
import type { PackedColumns } from './packed-columns.ts';
import type { UsPlaceTable, WorldCityTable } from './place-tables.ts';
import type { Sense, SenseKind } from './sense.ts';
import type { TextPool } from './text-pool.ts';

/** Numbers of the kinds in the packed file. */
export const senseKinds: readonly SenseKind[] = [
  'zip',
  'part',
  'city',
  'county',
  'metro',
  'state',
  'code',
  'country',
  'regional',
];

/** Bits of a meaning's flags. */
export const senseFlags = { weak: 1, upper: 2, alias: 4, located: 8 };

/** Makes meanings of their numbers: from 0 American places, then world cities, then all others in columns of their own. */
export function senseMaker(
  columns: PackedColumns<GazetteerFacts>,
  tables: { pool: TextPool; places: UsPlaceTable; world: WorldCityTable },
): (meaning: number) => Sense {
  const { pool, places, world } = tables;
  const firstOther = places.length + world.length;
  const other = otherSenses(columns, pool);
  return (meaning) => {
    if (meaning < places.length) return places.sense(meaning, places.isPart(meaning) ? 'part' : 'city');
    return meaning < firstOther ? world.sense(meaning - places.length) : other(meaning - firstOther);
  };
}

function otherSenses(columns: PackedColumns<GazetteerFacts>, pool: TextPool): (row: number) => Sense {
  const { countries, states, metros } = columns.facts;
  const kinds = columns.column('senseKind', 'u8');
  const countryOf = columns.column('senseCountry', 'u16');
  const flagsOf = columns.column('senseFlags', 'u8');
  const stateOf = columns.column('senseState', 'u8');
  const cityOf = columns.column('senseCity', 'u32');
  const metroOf = columns.column('senseMetro', 'u16');
  const populations = columns.column('sensePopulation', 'u32');
  const points = columns.column('sensePoint', 'f64');
  return (row) => {
    const flags = flagsOf[row]!;
    const [state, city, metro] = [stateOf[row]!, cityOf[row]!, metroOf[row]!];
    const located = (flags & senseFlags.located) !== 0;
    return {
      kind: senseKinds[kinds[row]!]!,
      country: countries[countryOf[row]!]!,
      state: state === 0 ? null : states[state - 1]!.code,
      city: city === 0 ? null : pool.text(city - 1),
      metro: metro === 0 ? null : metros[metro - 1]!.code,
      lat: located ? points[2 * row]! : null,
      lon: located ? points[2 * row + 1]! : null,
      population: populations[row]!,
      weak: (flags & senseFlags.weak) !== 0,
      upper: (flags & senseFlags.upper) !== 0,
      alias: (flags & senseFlags.alias) !== 0,
    };
  };
}
