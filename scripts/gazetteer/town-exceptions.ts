/** Counties that are one city: whatever else lies in them is a part of it. */
export const cityCounties: Record<string, string> = {
  '36005': 'New York',
  '36047': 'New York',
  '36061': 'New York',
  '36081': 'New York',
  '36085': 'New York',
  '06075': 'San Francisco',
  '42101': 'Philadelphia',
  '11001': 'Washington',
  '08031': 'Denver',
  '22071': 'New Orleans',
  '29510': 'St. Louis',
  '24510': 'Baltimore',
};

/** Rows of GeoNames that are parts of a city although they are marked as towns. */
export const knownParts: Record<string, string> = {
  'Lexington-Fayette KY': 'Lexington',
  'Maryvale AZ': 'Phoenix',
  'Deer Valley AZ': 'Phoenix',
  'Alhambra AZ': 'Phoenix',
  'West Raleigh NC': 'Raleigh',
  'Alief TX': 'Houston',
  'San Pedro CA': 'Los Angeles',
};

/** Towns of their own although GeoNames marks them as parts. */
export const independent = new Set(
  (
    'West Hollywood CA,Culver City CA,Newark CA,San Fernando CA,Signal Hill CA,Piedmont CA,Sausalito CA,San Quentin CA,Villa Park CA,Marina del Rey CA,Midway City CA,Romoland CA,' +
    'Lake San Marcos CA,Quail Valley CA,Sun City CA,East San Gabriel CA,North Fair Oaks CA,Freedom CA,Casa Conejo CA,Glendale CO,Holly Hills CO,Cimarron Hills CO,Penn Hills PA,Millbourne PA,' +
    'Wyndmoor PA,West Hollywood FL,St. Johns FL,University Park IL,South Bel Air MD,North Bel Air MD,Redland MD,Monticello LA,Westminster LA,West Slope OR,West Haven OR,Brentwood Estates TN'
  ).split(','),
);

/** Post-office names that are firms and departments. */
export const noTown =
  /\b(bank|reporting|holdouts|macys|electric|service|annex|office|reserve|revenue|company|corp|navy yard|nordstrom|insurance|dept|department)\b/i;

/** Rows whose population is that of the county or of something else. */
export const wrongPopulation = new Set(['Meads KY', 'Ironville KY']);

export const boroughs = new Set(['Brooklyn', 'Manhattan', 'Queens', 'Bronx', 'The Bronx', 'Staten Island']);
