import type { Audience } from '../core/incident/route.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Acting } from './acting.ts';

/** What it takes to change incidents by hand: whom to tell is decided as for a finding. */
export interface HandTools extends Acting {
  audience: Audience;
  packOf: (brand: string) => BrandPack | undefined;
}

/** Two incidents after a step of both, or why there was none. */
export type HandResult =
  | { done: true; brand: string; elder: string; younger: string }
  | { done: false; reason: 'unknown' | 'refused'; detail: string };

export function unknown(id: string): HandResult {
  return { done: false, reason: 'unknown', detail: `There is no incident "${id}".` };
}

export function refused(detail: string): HandResult {
  return { done: false, reason: 'refused', detail: `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.` };
}
