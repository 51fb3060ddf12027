/** One series of counts: brand × symptom × surface × area. `*` stands for all. */
export interface Stratum {
  brand: string;
  symptom: string;
  surface: string;
  /** `*`, `US`, `US-TX` (state) or `US-TX:19100` (the metro's part in that state). */
  area: string;
}

export const all = '*';

/** Stable text key of a stratum, `brand|symptom|surface|area`. */
export function stratumKey(stratum: Stratum): string {
  return `${stratum.brand}|${stratum.symptom}|${stratum.surface}|${stratum.area}`;
}

/** Inverse of `stratumKey`. Throws RangeError when the key doesn't have four parts. */
export function parseStratumKey(key: string): Stratum {
  const parts = key.split('|');
  if (parts.length !== 4) throw new RangeError(`stratum key "${key}" must have four parts separated by |`);
  const [brand, symptom, surface, area] = parts as [string, string, string, string];
  return { brand, symptom, surface, area };
}
