import { isoInstant } from '../core/words/interval.ts';
import { readAsOf } from '../store/read/as-of.ts';
import type { Ground } from './context.ts';

const staleMs = 3 * 60_000;

/** What every answer says about its own age. */
export interface Age {
  asOf: string;
  stale: boolean;
}

/** As of when one brand is judged, or all watched ones (the demonstration left out while others are watched). */
export async function readAge(context: Ground, brand?: string): Promise<Age & { minute: number }> {
  const judged = await readAsOf(context.database);
  return ageOf(context, (brand === undefined ? undefined : judged.get(brand)) ?? watchedMinute(context, judged), brand);
}

/** Before the detector's first run nothing is judged: the answer is of now, and stale. */
export function ageOf(context: Ground, minute: number | null, brand?: string): Age & { minute: number } {
  const pack = brand === undefined ? undefined : context.brandById.get(brand);
  const now = (pack && context.clockOf ? context.clockOf(pack) : context.clock).now();
  if (minute === null) return { asOf: isoInstant(now), stale: true, minute: Math.floor(now / 60_000) };
  const at = minute * 60_000;
  return { asOf: isoInstant(at), stale: now - at > staleMs, minute };
}

/** As of when all watched brands are judged. One that nobody spoke of yet is judged as far as the others are. */
export function watchedMinute(context: Ground, judged: ReadonlyMap<string, number>): number | null {
  const known = [...judged].filter(([brand]) => context.brandById.has(brand));
  const watched = known.filter(([brand]) => !context.demoBrands.has(brand));
  const isShow = context.brands.every(({ id }) => context.demoBrands.has(id));
  const minutes = (isShow ? known : watched).map(([, minute]) => minute);
  return minutes.length > 0 ? Math.min(...minutes) : null;
}
