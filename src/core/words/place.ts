/** How exactly a place is known, most precise first. */
export const placeLevels = ['point', 'zip', 'city', 'metro', 'state', 'country'] as const;
export type PlaceLevel = (typeof placeLevels)[number];

/** Where a post's author most likely is. */
export interface Place {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Two-letter postal code (US), else null. */
  state: string | null;
  city: string | null;
  /** CBSA code of the metropolitan area, else null. */
  metro: string | null;
  lat: number | null;
  lon: number | null;
  level: PlaceLevel;
  /** `app-store`: the country in whose store a review stands, where nothing else is known. */
  from: 'geo' | 'text' | 'profile' | 'app-store';
  /** Probability that the state (or, abroad, the country) is right, 0..1. */
  confidence: number;
}
