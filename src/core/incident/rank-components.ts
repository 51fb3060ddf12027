import type { BrandPack } from '../words/brand.ts';
import type { Incident } from '../words/incident.ts';
import type { Marker } from '../words/marker.ts';
import { type ComponentId, type ComponentProfile, componentProfiles, elsewhere } from './component-profiles.ts';
import { durationText } from './duration-text.ts';
import { surfaceWords, symptomWords } from './sentence.ts';

/** What is known beside the reports of an incident. */
export interface ComponentEvidence {
  incident: Incident;
  pack: BrandPack | undefined;
  /** Incidents of other brands that were open about its onset. */
  others: readonly Incident[];
  /** Brands whose posts are read: only they can be calm. */
  watched: ReadonlySet<string>;
  /** Of the hours before its onset. */
  markers: readonly Marker[];
}

/** A component that may have failed. */
export interface ComponentHypothesis {
  id: ComponentId;
  name: string;
  /** Likelihood beside the other hypotheses, 0..1; together at most 1. */
  share: number;
  reasons: string[];
}

interface Clue {
  /** Factors on the odds; those that aren't named stay. */
  odds: Partial<Record<ComponentId, number>>;
  reason: string;
}

/** Reports of one outage repeat each other: no more than so many count as witnesses of their own. */
const mostWitnesses = 6;
const togetherMs = 45 * 60_000;
const markerMinutes = 120;
const leastShare = 0.03;
const most = 5;

const symptomIds = new Set(componentProfiles.flatMap(({ symptoms }) => Object.keys(symptoms)));
const surfaceIds = new Set(componentProfiles.flatMap(({ surfaces }) => Object.keys(surfaces)));

/**
 * Ranks what may have failed: log P(h) + w Σ_s [p_s ln q_hs + (1 − p_s) ln(1 − q_hs)] over symptoms and over surfaces, with p the share of
 * reporters that name s, q what a profile expects, w witnesses (surfaces at half weight), and the logarithms of clues' odds: scope, peers, markers, one app alone.
 */
export function rankComponents(evidence: ComponentEvidence): ComponentHypothesis[] {
  const { incident } = evidence;
  if (incident.symptoms.length === 0) return [];
  const clues = cluesOf(evidence);
  const scored = componentProfiles.map((profile) => ({ profile, score: scoreOf(profile, incident, clues) }));
  const highest = Math.max(...scored.map(({ score }) => score));
  const total = scored.reduce((sum, { score }) => sum + Math.exp(score - highest), 0);
  return scored
    .map(({ profile, score }) => ({
      id: profile.id,
      name: profile.name,
      share: Math.round((Math.exp(score - highest) / total) * 1_000) / 1_000,
      reasons: reasonsOf(profile, incident, clues),
    }))
    .filter(({ share }) => share >= leastShare)
    .sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1))
    .slice(0, most);
}

function scoreOf(profile: ComponentProfile, { symptoms, surfaces, evidence }: Incident, clues: Clue[]): number {
  const witnesses = Math.min(mostWitnesses, Math.max(1, evidence.authors));
  const named =
    witnesses * likelihood(symptoms, symptomIds, profile.symptoms) +
    (witnesses / 2) * likelihood(surfaces, surfaceIds, profile.surfaces);
  return clues.reduce((sum, { odds }) => sum + Math.log(odds[profile.id] ?? 1), Math.log(profile.prior) + named);
}

/** Mean log likelihood of one reporter; of symptoms and surfaces that no profile knows, nothing. */
function likelihood(
  told: { id: string; share: number }[],
  ids: ReadonlySet<string>,
  expected: Readonly<Record<string, number>>,
): number {
  const known = told.filter(({ id }) => ids.has(id));
  if (known.length === 0) return 0;
  const shares = new Map(known.map(({ id, share }) => [id, Math.min(1, share)]));
  let sum = 0;
  for (const id of ids) {
    const q = expected[id] ?? elsewhere;
    const p = shares.get(id) ?? 0;
    sum += p * Math.log(q) + (1 - p) * Math.log(1 - q);
  }
  return sum;
}

function cluesOf(evidence: ComponentEvidence): Clue[] {
  return [
    ...scopeClues(evidence),
    ...peerClues(evidence),
    ...appClues(evidence),
    ...evidence.markers.flatMap(markerClue(evidence)),
  ];
}

function scopeClues({ incident: { scope, region, evidence } }: ComponentEvidence): Clue[] {
  const located = `${evidence.located.n} of ${evidence.located.of} reports could be placed`;
  if (scope === 'regional')
    return [
      {
        odds: {
          'delivery-network': 6,
          carrier: 6,
          'store-systems': 3,
          'shared-provider': 2,
          service: 0.5,
          identity: 0.3,
          payment: 0.5,
          'app-release': 0.2,
        },
        reason: `it is regional${region ? `, ${region.name}` : ''} (${located})`,
      },
    ];
  if (scope === 'national')
    return [{ odds: { carrier: 0.4, 'delivery-network': 0.7 }, reason: `it is nationwide (${located})` }];
  return [];
}

/** Peers are the control group, and providers stand trial by themselves. */
function peerClues({ incident, pack, others, watched }: ComponentEvidence): Clue[] {
  if (!pack) return [];
  const together = others.filter(
    ({ brand, onset }) => brand !== pack.id && Math.abs(onset.at - incident.onset.at) <= togetherMs,
  );
  const troubled = (ids: readonly string[]) => ids.filter((id) => together.some(({ brand }) => brand === id));
  const providers = troubled(pack.dependencies);
  const peers = troubled(pack.peers);
  const watchedPeers = pack.peers.filter((id) => watched.has(id));
  if (providers.length > 0)
    return [
      {
        odds: { 'shared-provider': 60, 'delivery-network': 3 },
        reason: `${providers.join(', ')}, which it rests on, had trouble about the same time`,
      },
    ];
  if (peers.length > 0)
    return [
      {
        odds: {
          'shared-provider': peers.length > 1 ? 20 : 4,
          'delivery-network': peers.length > 1 ? 6 : 2,
          carrier: 2,
        },
        reason: `${peers.length} of ${watchedPeers.length} peers had trouble about the same time: ${peers.join(', ')}`,
      },
    ];
  if (watchedPeers.length === 0) return [];
  return [
    {
      odds: { 'shared-provider': 0.1, 'delivery-network': 0.4, carrier: 0.3 },
      reason: `all ${watchedPeers.length} watched peers were calm: ${watchedPeers.join(', ')}`,
    },
  ];
}

/** One app platform alone points to its release; web and app alike to what lies behind both. */
function appClues({ incident: { surfaces } }: ComponentEvidence): Clue[] {
  const share = (id: string) => surfaces.find((one) => one.id === id)?.share ?? 0;
  const [web, ios, android, app] = [share('web'), share('ios'), share('android'), share('app')];
  const single = ios >= 0.3 && android < 0.05 ? 'iOS' : android >= 0.3 && ios < 0.05 ? 'Android' : null;
  if (single && web < 0.1)
    return [{ odds: { 'app-release': 20 }, reason: `${single} alone fails, neither the other app nor the web` }];
  if (web >= 0.15 && Math.max(app, ios, android) >= 0.15)
    return [
      {
        odds: { 'app-release': 0.1, identity: 1.5, payment: 1.5, service: 1.5 },
        reason: 'web and app fail alike: what lies behind both',
      },
    ];
  return [];
}

function markerClue({ incident }: ComponentEvidence): (marker: Marker) => Clue[] {
  return ({ kind, at, note, name }) => {
    const minutes = (incident.onset.at - at) / 60_000;
    if (minutes > markerMinutes || at > incident.onset.high) return [];
    const when = minutes >= 0 ? `${durationText(minutes)} before the onset` : 'at the onset';
    const told = `a ${kind === 'other' ? 'marker' : kind} stands ${when} (${note}, by ${name})`;
    if (kind === 'promotion') return [{ odds: { service: 3, catalog: 2, payment: 1.5 }, reason: told }];
    const spoken = componentProfiles.filter(({ words }) => words.test(note));
    const odds = Object.fromEntries(spoken.map(({ id }) => [id, kind === 'deploy' ? 8 : 3]));
    const own = { service: 1.5, 'app-release': 1.5, 'shared-provider': 0.5, carrier: 0.3 };
    return [{ odds: kind === 'deploy' ? { ...own, ...odds } : odds, reason: told }];
  };
}

/** What speaks for a component, the strongest first, and what speaks against it. */
function reasonsOf(profile: ComponentProfile, incident: Incident, clues: Clue[]): string[] {
  const told = [
    ...incident.symptoms.map(({ id, share }) => naming(profile.symptoms, { id, share, word: symptomWords[id] })),
    ...incident.surfaces.map(({ id, share }) => naming(profile.surfaces, { id, share, word: surfaceWords[id] })),
  ].filter((text) => text !== null);
  const odds = ({ odds: all }: Clue) => all[profile.id] ?? 1;
  const forIt = clues.filter((clue) => odds(clue) > 1).map(({ reason }) => reason);
  const against = clues.filter((clue) => odds(clue) < 1).map(({ reason }) => `against it: ${reason}`);
  return [...told, ...forIt, ...against];
}

/** Only what the component makes likelier than chance would. */
function naming(
  expected: Readonly<Record<string, number>>,
  { id, share, word }: { id: string; share: number; word: string | undefined },
): string | null {
  if (word === undefined || (expected[id] ?? 0) < 0.15 || share < 0.1) return null;
  return `${Math.round(share * 100)} % of the reporters name ${word}`;
}
