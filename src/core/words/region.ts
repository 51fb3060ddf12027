/** The part of the country that stands out most. */
export interface Region {
  /** As people say it: "Dallas–Fort Worth", "Texas", "the Northeast". */
  name: string;
  areaIds: string[];
  /** Center of the circle; null for a state or a group of states. */
  center: { lat: number; lon: number } | null;
  /** Radius of the circle; 0 for a single place, null for a state or a group of states. */
  radiusKm: number | null;
  observed: number;
  expected: number;
}
