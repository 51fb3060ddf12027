/** The nine divisions of the Census Bureau and their states (two-letter codes, DC included). */
export const censusDivisions: Record<string, readonly string[]> = {
  'New England': ['CT', 'ME', 'MA', 'NH', 'RI', 'VT'],
  'the Mid-Atlantic': ['NJ', 'NY', 'PA'],
  'the Great Lakes states': ['IL', 'IN', 'MI', 'OH', 'WI'],
  'the Plains states': ['IA', 'KS', 'MN', 'MO', 'NE', 'ND', 'SD'],
  'the South Atlantic states': ['DE', 'DC', 'FL', 'GA', 'MD', 'NC', 'SC', 'VA', 'WV'],
  'the Mid-South': ['AL', 'KY', 'MS', 'TN'],
  'Texas and its neighbors': ['AR', 'LA', 'OK', 'TX'],
  'the Mountain states': ['AZ', 'CO', 'ID', 'MT', 'NV', 'NM', 'UT', 'WY'],
  'the Pacific states': ['AK', 'CA', 'HI', 'OR', 'WA'],
};

/** The four regions of the Census Bureau by their divisions. */
export const censusRegions: Record<string, readonly string[]> = {
  'the Northeast': ['New England', 'the Mid-Atlantic'],
  'the Midwest': ['the Great Lakes states', 'the Plains states'],
  'the South': ['the South Atlantic states', 'the Mid-South', 'Texas and its neighbors'],
  'the West': ['the Mountain states', 'the Pacific states'],
};

/** Groups of states that people have a name for beside the Census Bureau's. */
export const spokenRegions: Record<string, readonly string[]> = {
  'the Carolinas': ['NC', 'SC'],
  'the Dakotas': ['ND', 'SD'],
  'the Pacific Northwest': ['OR', 'WA'],
  'the West Coast': ['CA', 'OR', 'WA'],
  'the Southwest': ['AZ', 'NM', 'NV'],
  'the Southeast': ['AL', 'FL', 'GA', 'MS', 'NC', 'SC', 'TN'],
  'the Gulf Coast': ['AL', 'FL', 'LA', 'MS', 'TX'],
  'the Upper Midwest': ['MI', 'MN', 'WI'],
  'the East Coast': [
    'CT',
    'DC',
    'DE',
    'FL',
    'GA',
    'MA',
    'MD',
    'ME',
    'NC',
    'NH',
    'NJ',
    'NY',
    'PA',
    'RI',
    'SC',
    'VA',
    'VT',
  ],
};

/** Names of the states by code; DC and Puerto Rico included. */
export const stateNames: Record<string, string> = Object.fromEntries(
  (
    'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|' +
    'DC Washington, D.C.|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|' +
    'LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|' +
    'NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York State|NC North Carolina|' +
    'ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|' +
    'SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington State|WV West Virginia|' +
    'WI Wisconsin|WY Wyoming'
  )
    .split('|')
    .map((entry) => [entry.slice(0, 2), entry.slice(3)]),
);

const divisionByState = new Map(
  Object.entries(censusDivisions).flatMap(([division, states]) => states.map((state) => [state, division] as const)),
);
const regionByDivision = new Map(
  Object.entries(censusRegions).flatMap(([region, divisions]) =>
    divisions.map((division) => [division, region] as const),
  ),
);

/** Division of a state (two-letter code), null for territories and unknown codes. */
export function divisionOf(state: string): string | null {
  return divisionByState.get(state) ?? null;
}

/** Region of a state (two-letter code), null for territories and unknown codes. */
export function regionOf(state: string): string | null {
  return regionByDivision.get(divisionOf(state) ?? '') ?? null;
}

/** What a region is named from: its areas, each with the weight it has in the nation. */
export interface NamedArea {
  /** As people say it: "Dallas–Fort Worth". The parts of one metro in several states share a name. */
  name: string;
  state: string;
  weight: number;
}

/** Overlap by weight from which a known region's name stands for a set of areas. */
const goodFit = 0.7;
/** Share of the weight from which one metro's name stands for a set of areas. */
const metroFit = 0.8;

/**
 * Names a set of areas the way people say it: a metro that has most of the weight by its name; the state, group of states, division or census region whose
 * overlap by weight (intersection over union) is best and at least 0.7; else the heaviest area with its surroundings.
 */
export function regionName(inside: readonly NamedArea[], everywhere: readonly NamedArea[]): string {
  const heaviest = inside.reduce((a, b) => (b.weight > a.weight ? b : a));
  const named = inside.reduce((sum, { name, weight }) => (name === heaviest.name ? sum + weight : sum), 0);
  if (named > metroFit * sumOf(inside)) return heaviest.name;
  const spoken = Object.entries(spokenRegions).map(
    ([name, states]) =>
      (state: string) =>
        states.includes(state) ? name : null,
  );
  const levels = [(state: string) => stateNames[state] ?? null, divisionOf, regionOf, ...spoken];
  const fits = levels.flatMap((level) => overlaps(inside, everywhere, level));
  const best = fits.reduce((a, b) => (b.overlap > a.overlap + 1e-12 ? b : a), {
    name: '',
    overlap: 0,
  });
  return best.overlap >= goodFit ? best.name : `${heaviest.name} and around`;
}

function overlaps(
  inside: readonly NamedArea[],
  everywhere: readonly NamedArea[],
  level: (state: string) => string | null,
): { name: string; overlap: number }[] {
  const whole = weightBy(everywhere, level);
  const total = sumOf(inside);
  return [...weightBy(inside, level)].map(([name, weight]) => ({
    name,
    overlap: weight / (total + whole.get(name)! - weight),
  }));
}

function weightBy(areas: readonly NamedArea[], level: (state: string) => string | null): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { state, weight } of areas) {
    const name = level(state);
    if (name !== null) weights.set(name, (weights.get(name) ?? 0) + weight);
  }
  return weights;
}

function sumOf(areas: readonly NamedArea[]): number {
  return areas.reduce((sum, { weight }) => sum + weight, 0);
}
