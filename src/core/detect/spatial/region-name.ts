/** The nine divisions of the Census Bureau and their states (two-letter codes, DC included). */
export const censusDivisions: Record<string, readonly string[]> = {
  'New England': ['CT', 'ME', 'MA', 'NH', 'RI', 'VT'],
  'Mid-Atlantic': ['NJ', 'NY', 'PA'],
  'East North Central': ['IL', 'IN', 'MI', 'OH', 'WI'],
  'West North Central': ['IA', 'KS', 'MN', 'MO', 'NE', 'ND', 'SD'],
  'South Atlantic': ['DE', 'DC', 'FL', 'GA', 'MD', 'NC', 'SC', 'VA', 'WV'],
  'East South Central': ['AL', 'KY', 'MS', 'TN'],
  'West South Central': ['AR', 'LA', 'OK', 'TX'],
  Mountain: ['AZ', 'CO', 'ID', 'MT', 'NV', 'NM', 'UT', 'WY'],
  Pacific: ['AK', 'CA', 'HI', 'OR', 'WA'],
};

const divisionByState = new Map(
  Object.entries(censusDivisions).flatMap(([division, states]) => states.map((state) => [state, division] as const)),
);

/** Census division of a state, null for territories and unknown codes. */
export function divisionOf(state: string): string | null {
  return divisionByState.get(state) ?? null;
}
