/** What a name may stand for; `regional`: something that is only in its state (a utility, a university, a road). */
export type SenseKind = 'zip' | 'part' | 'city' | 'county' | 'metro' | 'state' | 'code' | 'country' | 'regional';

/** One meaning of a name. A name has several: "Paris" is in France and in Texas. */
export interface Sense {
  kind: SenseKind;
  /** ISO 3166-1 alpha-2, or a private code (EU, XA …) for a continent. */
  country: string;
  /** Two letters, null abroad and for the whole country. */
  state: string | null;
  /** The city that is meant; for a part of a city the whole city. */
  city: string | null;
  /** CBSA code. */
  metro: string | null;
  lat: number | null;
  lon: number | null;
  population: number;
  /** Counts only beside other evidence. */
  weak: boolean;
  /** Counts only when written in capitals. */
  upper: boolean;
  /** True when the name is not the official one. */
  alias: boolean;
}

/** True for a meaning within a state. */
export function isLocal({ kind }: Sense): boolean {
  return kind !== 'state' && kind !== 'code' && kind !== 'country' && kind !== 'regional';
}

/** A meaning without anything but its kind and country. */
export function senseOf(kind: SenseKind, country: string): Sense {
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
