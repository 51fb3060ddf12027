import type { BrandPack } from '../words/brand.ts';
import type { Attribution, Incident } from '../words/incident.ts';

const togetherMs = 45 * 60_000;

/** The trouble of one brand seen beside that of its peers (the control group) and of the providers it rests on. */
export interface AttributionInput {
  pack: BrandPack;
  onsetAt: number;
  /** Open incidents of all other brands. */
  others: Incident[];
  /** Brands whose mentions are being read at all: only they can be calm. */
  watched: ReadonlySet<string>;
  surfaces: { id: string; observed: number }[];
  symptoms: { id: string; observed: number }[];
}

/** Internal, external or unknown, with every reason printed. External needs a provider or at least two peers in trouble at the same time. */
export function attribute(input: AttributionInput): Attribution {
  const { pack, onsetAt, others, watched } = input;
  const together = others.filter(
    ({ brand, onset, state }) =>
      brand !== pack.id && state !== 'recovering' && Math.abs(onset.at - onsetAt) <= togetherMs,
  );
  const providers = together.filter(({ brand }) => pack.dependencies.includes(brand));
  const peers = together.filter(({ brand }) => pack.peers.includes(brand));
  if (providers.length > 0) {
    return {
      kind: 'external',
      reasons: providers.map(
        ({ brand }) => `${brand}, which ${pack.name} rests on, is in trouble since about the same time`,
      ),
    };
  }
  if (peers.length >= 2) {
    return {
      kind: 'external',
      reasons: [
        `${peers.length} peers are in trouble since about the same time: ${peers.map(({ brand }) => brand).join(', ')}`,
      ],
    };
  }
  const ownConnection = connectionShare(input.symptoms);
  if (pack.role === 'brand' && ownConnection > 0.5) {
    return {
      kind: 'external',
      reasons: [`${Math.round(ownConnection * 100)} % of the reports name the connection, not the brand's own service`],
    };
  }
  const calm = pack.peers.filter((id) => watched.has(id) && !peers.some(({ brand }) => brand === id));
  if (calm.length === 0) return { kind: 'unknown', reasons: ['no peer is watched that could serve as a control'] };
  return { kind: 'internal', reasons: [`peers are calm: ${calm.join(', ')}`, ...surfaceReason(input.surfaces)] };
}

function connectionShare(symptoms: { id: string; observed: number }[]): number {
  const total = symptoms.reduce((sum, { observed }) => sum + observed, 0);
  const connection = symptoms.find(({ id }) => id === 'connectivity')?.observed ?? 0;
  return total === 0 ? 0 : connection / total;
}

function surfaceReason(surfaces: { id: string; observed: number }[]): string[] {
  const named = surfaces.filter(({ id, observed }) => id !== 'unknown' && observed > 0).map(({ id }) => id);
  return named.length > 1 ? [`several surfaces fail together: ${named.join(', ')}`] : [];
}
