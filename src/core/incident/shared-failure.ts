import type { BrandPack } from '../words/brand.ts';
import type { Attribution, Incident, IncidentState } from '../words/incident.ts';
import { stepByHand } from './hand-step.ts';
import type { IncidentStep, Tracked } from './incident-step.ts';
import { higher, union } from './merge-incidents.ts';

/** Whose incidents the parents of shared failures are: nobody's alone. */
export const sharedBrand = 'shared';

const togetherMs = 45 * 60_000;
/** Brands in trouble at once that are enough: with the provider itself in trouble, and without. */
const enough = { withProvider: 2, alone: 3 };

export interface SharedSituation {
  now: number;
  /** Open incidents of brands as a whole, the demonstration's left out. */
  open: readonly Tracked[];
  packs: readonly BrandPack[];
  watched: ReadonlySet<string>;
  /** The open parents: several failures may be going on, each shared by other brands. */
  parents: readonly Tracked[];
  newId: string;
}

export interface SharedSteps {
  parents: IncidentStep[];
  children: IncidentStep[];
}

/** What several brands may have in common, likeliest first. */
interface Hypothesis {
  provider: string;
  group: Incident[];
  of: number;
  isDown: boolean;
}

/** What speaks for one parent, or for a new one. */
interface Claim {
  current: Tracked | null;
  /** The first of them gives the members. */
  hypotheses: Hypothesis[];
}

/**
 * One failure that several brands share is one parent with the brands below: opened when brands that rest on the same provider are in
 * trouble since about the same time, as high as the highest of them, and over when all of them are. Brands that fail at another time
 * have another failure, and another parent.
 */
export function relateIncidents(situation: SharedSituation): SharedSteps {
  const { open } = situation;
  const parents: IncidentStep[] = [];
  const below = new Map<string, string>();
  for (const claim of claimsOf(situation)) {
    const { current, hypotheses } = claim;
    const known = knownTo(current);
    const joining = new Set(hypotheses[0] ? membersOf(hypotheses[0], open).map(({ id }) => id) : []);
    const members = open.filter(
      ({ incident: { id } }) =>
        !below.has(id) && (known.has(id) || (joining.has(id) && !isKnownElsewhere(situation, id))),
    );
    const step = parentStep(situation, { current, members, hypotheses });
    if (step) parents.push(step);
    const parent = (step ?? current)?.incident;
    if (parent && parent.state !== 'closed') for (const { incident } of members) below.set(incident.id, parent.id);
  }
  return { parents, children: childSteps(situation, below) };
}

/** Each hypothesis goes to the parent that has its brands or began at its time; of those that have none the likeliest makes a new one. */
function claimsOf(situation: SharedSituation): Claim[] {
  const claims: Claim[] = situation.parents.map((current) => ({ current, hypotheses: [] }));
  let fresh: Claim | null = null;
  for (const hypothesis of rank(situation)) {
    const own = claims.find(({ current }) => hypothesis.group.some(({ id }) => knownTo(current).has(id)));
    const near = own ?? claims.find(({ current }) => isTogether(hypothesis.group, onsetsOf(situation, current!)));
    if (near) near.hypotheses.push(hypothesis);
    else if (!fresh) fresh = { current: null, hypotheses: [hypothesis] };
    else if (isTogether(hypothesis.group, onsetsIn(fresh.hypotheses[0]!.group))) fresh.hypotheses.push(hypothesis);
  }
  return fresh ? [...claims, fresh] : claims;
}

function knownTo(current: Tracked | null): Set<string> {
  return new Set(current?.incident.below?.map(({ incident }) => incident) ?? []);
}

function isKnownElsewhere({ parents }: SharedSituation, id: string): boolean {
  return parents.some((parent) => knownTo(parent).has(id));
}

function onsetsOf({ open }: SharedSituation, parent: Tracked): number[] {
  const known = knownTo(parent);
  return [
    parent.incident.onset.at,
    ...onsetsIn(open.map(({ incident }) => incident).filter(({ id }) => known.has(id))),
  ];
}

function onsetsIn(incidents: readonly Incident[]): number[] {
  return incidents.map(({ onset }) => onset.at);
}

function isTogether(group: readonly Incident[], onsets: readonly number[]): boolean {
  return group.some(({ onset }) => onsets.some((at) => Math.abs(at - onset.at) <= togetherMs));
}

function rank({ open, packs, watched }: SharedSituation): Hypothesis[] {
  const packOf = new Map(packs.map((pack) => [pack.id, pack]));
  const burning = open.map(({ incident }) => incident).filter(({ state }) => state !== 'recovering');
  const providers = new Set(packs.flatMap(({ dependencies }) => dependencies));
  const found = [...providers].map((provider): Hypothesis => {
    const rests = (brand: string) => packOf.get(brand)?.dependencies.includes(provider) ?? false;
    const group = largestGroup(burning.filter(({ brand }) => rests(brand)));
    const of = packs.filter(({ id, dependencies }) => watched.has(id) && dependencies.includes(provider)).length;
    const own = burning.find(({ brand }) => brand === provider);
    const isDown = own !== undefined && group.some(({ onset }) => Math.abs(onset.at - own.onset.at) <= togetherMs);
    return { provider, group, of, isDown };
  });
  return found
    .filter(({ group, of, isDown }) =>
      isDown ? group.length >= enough.withProvider : group.length >= enough.alone && group.length * 2 >= of,
    )
    .sort(
      (a, b) =>
        Number(b.isDown) - Number(a.isDown) ||
        b.group.length / b.of - a.group.length / a.of ||
        (a.provider < b.provider ? -1 : 1),
    );
}

/** The most incidents that began within three quarters of an hour. */
function largestGroup(incidents: Incident[]): Incident[] {
  const groups = incidents.map((first) =>
    incidents.filter(({ onset }) => onset.at >= first.onset.at && onset.at <= first.onset.at + togetherMs),
  );
  return groups.reduce((best, group) => (group.length > best.length ? group : best), []);
}

function membersOf({ provider, group, isDown }: Hypothesis, open: readonly Tracked[]): Incident[] {
  const own = isDown ? open.filter(({ incident }) => incident.brand === provider) : [];
  return [...group, ...own.map(({ incident }) => incident)];
}

interface Found extends Claim {
  members: Tracked[];
}

/** Null where nothing is to be told anew. Its figures are brought up to date with each step. */
function parentStep(situation: SharedSituation, { current, members, hypotheses }: Found): IncidentStep | null {
  const { now, packs } = situation;
  if (!current && hypotheses.length === 0) return null;
  const incidents = members.map(({ incident }) => incident);
  const to = stateOf(incidents);
  const seen = knownTo(current);
  const news = incidents.filter(({ id }) => !seen.has(id));
  if (current && to === current.incident.state && news.length === 0) return null;
  const nameOf = (brand: string) => packs.find(({ id }) => id === brand)?.name ?? brand;
  const before = current?.incident ?? blank(situation);
  const incident = to === 'closed' ? before : describe(before, incidents, { nameOf, hypotheses });
  const memory = current?.memory ?? { peak: 'watching' as const, quietSince: null, relapses: 0 };
  const peak = to === 'closed' || to === 'recovering' ? memory.peak : higher(memory.peak, to);
  const reason =
    news.length > 0
      ? `in trouble since about the same time: ${news.map(({ brand }) => nameOf(brand)).join(', ')}`
      : `all of its brands are ${to}`;
  const change = { kind: 'took-in' as const, other: news[0]?.id ?? '' };
  const act = { at: now, by: 'Outcry', reason };
  const step = stepByHand(
    { incident, memory: { ...memory, peak } },
    { to, from: current ? current.incident.state : null, reason, act, change },
  );
  if (news.length === 0) delete step.transitions[0]!.change;
  return step;
}

function stateOf(incidents: Incident[]): IncidentState {
  return incidents.reduce<IncidentState>((highest, { state }) => higher(highest, state), 'closed');
}

function describe(
  before: Incident,
  incidents: Incident[],
  { nameOf, hypotheses }: { nameOf: (brand: string) => string; hypotheses: Hypothesis[] },
): Incident {
  const below = incidents.map(({ id, brand }) => ({ incident: id, brand, name: nameOf(brand) }));
  const gone = (before.below ?? []).filter(({ incident }) => !below.some((one) => one.incident === incident));
  const sum = (of: (one: Incident) => number) =>
    Number(incidents.reduce((total, one) => total + of(one), 0).toFixed(2));
  const first = incidents.reduce((a, b) => (b.onset.at < a.onset.at ? b : a));
  return {
    ...before,
    onset: before.revision === 0 ? first.onset : before.onset,
    symptoms: incidents.reduce<Incident['symptoms']>((all, { symptoms }) => union(all, symptoms), []),
    surfaces: incidents.reduce<Incident['surfaces']>((all, { surfaces }) => union(all, surfaces), []),
    below: [...gone, ...below],
    evidence: {
      observed: sum(({ evidence }) => evidence.observed),
      expected: sum(({ evidence }) => evidence.expected),
      recurrenceIntervalMinutes: Math.max(...incidents.map(({ evidence }) => evidence.recurrenceIntervalMinutes)),
      authors: sum(({ evidence }) => evidence.authors),
      located: { n: sum(({ evidence }) => evidence.located.n), of: sum(({ evidence }) => evidence.located.of) },
    },
    attribution: hypotheses.length > 0 ? attributionOf(hypotheses, nameOf) : before.attribution,
  };
}

function attributionOf(hypotheses: Hypothesis[], nameOf: (brand: string) => string): Attribution {
  return {
    kind: 'external',
    reasons: hypotheses.map(
      ({ provider, group, of, isDown }) =>
        `${group.length} of ${of} watched brands that rest on ${nameOf(provider)} are in trouble since about the same time${isDown ? ', and it is itself' : ''}`,
    ),
  };
}

function blank({ now, newId }: SharedSituation): Incident {
  return {
    ...{ id: newId, brand: sharedBrand, state: 'watching', onset: { at: now, low: now, high: now } },
    ...{ detectedAt: now, updatedAt: now, closedAt: null, symptoms: [], surfaces: [], scope: 'unknown', areas: [] },
    evidence: { observed: 0, expected: 0, recurrenceIntervalMinutes: 0, authors: 0, located: { n: 0, of: 0 } },
    ...{ attribution: { kind: 'unknown', reasons: [] }, reasons: [], revision: 0 },
  };
}

/** Members join, with a step that ends their own alerts; what was below a parent that is over, and burns again, stands for itself. */
function childSteps({ now, open }: SharedSituation, below: ReadonlyMap<string, string>): IncidentStep[] {
  const moved = open.filter(({ incident }) => incident.parent !== below.get(incident.id));
  return moved.map(({ incident, memory }) => {
    const parent = below.get(incident.id);
    const { parent: was, ...rest } = incident;
    const reason = parent ? `part of a failure that several brands share: ${parent}` : `no longer part of ${was}`;
    const change = parent ? { kind: 'joined' as const, other: parent } : { kind: 'left' as const, other: was! };
    const after = parent ? { ...rest, parent } : rest;
    return stepByHand(
      { incident: after, memory },
      { to: incident.state, reason, act: { at: now, by: 'Outcry', reason }, change },
    );
  });
}
