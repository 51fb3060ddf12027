import type { BrandPack } from '../words/brand.ts';
import type { Attribution, Incident } from '../words/incident.ts';
import { isClearlyBeyond } from './second-evidence.ts';

/** Of the larger trouble's reports beyond the usual, such a share may be its echo at a joined network. */
const echoShare = 1 / 4;
/** From this share of reports that name the other too, the echo may be as large as the trouble. */
const namedShare = 0.5;
/** The echo may be heard before the trouble is seen, and after it is over, by so much. */
const apartMs = 60 * 60_000;

/** Reports of a brand beside what goes on elsewhere. */
export interface BlameInput {
  pack: BrandPack;
  now: number;
  onsetAt: number;
  /** Since when its own alarm stands. */
  alarmedAt: number;
  observed: number;
  expected: number;
  /** Incidents of all other brands, those lately closed among them. */
  others: readonly Incident[];
  /** Of `of` reports since the onset, `n` name the other brand too. */
  named: (brand: string) => { n: number; of: number };
  nameOf: (brand: string) => string;
}

/** Incidents that this brand's customers run into although their own brand works: of those whose networks theirs is joined to. */
export function whoMayBeMeant({
  pack,
  now,
  alarmedAt,
  others,
}: Pick<BlameInput, 'pack' | 'now' | 'alarmedAt' | 'others'>): Incident[] {
  if (!pack.interconnected) return [];
  return others.filter(
    ({ brand, detectedAt, closedAt }) =>
      pack.peers.includes(brand) && detectedAt <= alarmedAt + apartMs && (closedAt ?? now) >= now - apartMs,
  );
}

/**
 * Whether a brand is blamed for another's outage: its customers can't reach the other's, and say that their own brand fails. Null when
 * its reports lie clearly beyond the usual ones and an echo; else the reasons, with the figures.
 */
export function misblame(input: BlameInput): Attribution | null {
  const { pack, now, onsetAt, observed, expected, named, nameOf } = input;
  for (const other of whoMayBeMeant(input)) {
    const { n, of } = named(other.brand);
    const share = of > 0 && n / of >= namedShare ? 1 : echoShare;
    const theirs = excessSince(other, { from: onsetAt, now });
    if (isClearlyBeyond({ observed, expected: expected + share * theirs })) continue;
    const name = nameOf(other.brand);
    return {
      kind: 'external',
      reasons: [
        `${name} is in trouble with ${Math.round(theirs)} reports beyond the usual in the same time, against ${Math.round(Math.max(0, observed - expected))} here: people who can’t reach its customers blame ${pack.name}`,
        `${n} of ${of} reports name ${name} too`,
      ],
    };
  }
  return null;
}

/** An incident's reports beyond the usual in the time since another's onset. */
function excessSince({ evidence, onset, updatedAt }: Incident, { from, now }: { from: number; now: number }): number {
  const whole = Math.max(60_000, updatedAt - onset.at);
  const shared = Math.max(60_000, Math.min(now, updatedAt) - Math.max(from, onset.at));
  return Math.max(0, evidence.observed - evidence.expected) * Math.min(1, shared / whole);
}
