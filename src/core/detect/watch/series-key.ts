import { all, type Stratum } from '../../words/stratum.ts';

/** One of a brand's series: symptom × surface × area, `*` for all. */
export type SeriesName = Omit<Stratum, 'brand'>;

/** Text key of a series, `symptom|area`, and `symptom|area|surface` of one surface. */
export function seriesKey(symptom: string, area: string, surface: string = all): string {
  return surface === all ? `${symptom}|${area}` : `${symptom}|${area}|${surface}`;
}

export const keyOf = ({ symptom, surface, area }: SeriesName): string => seriesKey(symptom, area, surface);

/** Inverse of `seriesKey`. */
export function seriesOfKey(key: string): SeriesName {
  const [symptom, area, surface = all] = key.split('|') as [string, string, string?];
  return { symptom, surface, area };
}

/** Is this a symptom in one state, or on one surface? */
export function isSmall({ symptom, surface, area }: SeriesName): boolean {
  return symptom !== all && (surface !== all || area !== all);
}

/** The wider series that a small one lies in: its symptom, and its surface or state. */
export function marginsOf({ symptom, surface, area }: SeriesName): string[] {
  return [seriesKey(symptom, all), seriesKey(all, area, surface)];
}

/** Does a small series lie within a wider one? */
export function isWithin(small: SeriesName, wide: SeriesName): boolean {
  const holds = (part: string, whole: string) => whole === all || whole === part;
  return holds(small.symptom, wide.symptom) && holds(small.surface, wide.surface) && holds(small.area, wide.area);
}
