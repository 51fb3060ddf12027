/** Where an area lies; the order of areas is part of a cache's key. */
export interface AreaPlace {
  /** `US-TX:19100` for a metro's part in a state, `US-TX` for the state's people whose city isn't known. */
  id: string;
  /** Two-letter code. */
  state: string;
  lat: number;
  lon: number;
}

/** A metro, or the part of a state whose city isn't known, at the state's population center. */
export interface AreaCount extends AreaPlace {
  /** Official or spoken name; the id stands in where it is missing. */
  name?: string;
  /** Located reports per interval, oldest first; a number is one interval. */
  observed: number | readonly number[];
  /** Expected located reports, in the same intervals: national expectation × the area's share of population or of the brand's own mix. */
  expected: number | readonly number[];
}
