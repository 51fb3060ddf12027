import { settings } from '../detect/temporal/settings.ts';
import type { Alert } from '../words/alert.ts';

/** Reports a minute of an incident: the usual ones, and those beyond while it went on. */
export interface OutageSize {
  usual: number;
  beyond: number;
}

/** A minute of an incident that recovers. */
export interface QuietMinute {
  observed: number;
  /** Share of the usual observation, 0 is a gap. */
  exposure: number;
}

/** What lasts longer is no lull; and how far back a calm may have begun, minutes. */
const longestLullMinutes = 30;
export const longestCalmMinutes = 90;

/** How large an outage is on average since its onset; null where the usual reports hide it. */
export function outageSize({ onset, observed, expected }: Alert, minute: number): OutageSize | null {
  const minutes = Math.max(1, minute + 1 - Math.floor(onset.at / 60_000));
  const [usual, beyond] = [expected / minutes, (observed - expected) / minutes];
  return beyond > Math.max(usual, 0) ? { usual, beyond } : null;
}

/**
 * Evidence that an outage goes on, though it has been quiet for some minutes: log of P(reports | it goes on at its size) ÷ P(reports | it is
 * over, and leaves behind what an outage does), Poisson; Wald 1945. Of the minutes since it has been quiet, or of a calm that has lasted for longer
 * than a lull does, whichever says less for it. `minutes`: every one, the empty ones too, of which it has been quiet from the index `quietFrom` on.
 */
export function goesOnEvidence(size: OutageSize, minutes: readonly QuietMinute[], quietFrom: number): number {
  let least = evidenceSince(size, minutes, quietFrom);
  for (let from = 0; from <= minutes.length - longestLullMinutes; from++)
    least = Math.min(least, evidenceSince(size, minutes, from));
  return least;
}

function evidenceSince({ usual, beyond }: OutageSize, minutes: readonly QuietMinute[], from: number): number {
  let sum = 0;
  for (let at = from; at < minutes.length; at++) {
    const { observed, exposure } = minutes[at]!;
    const left = settings.leftoverShare * beyond * 2 ** ((from - at) / settings.leftoverHalfLifeMinutes);
    sum += observed * Math.log((usual + beyond) / (usual + left)) - (beyond - left) * exposure;
  }
  return sum;
}
