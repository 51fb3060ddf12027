import type { Incident } from '../words/incident.ts';

/** What is said of where an incident is. */
export interface ScopeClaim {
  scope: Incident['scope'];
  /** Name of the region when regional. */
  region: string | null;
  areaIds: string[];
}

/** What the state machine carries of the claim. */
export interface ScopeMemory {
  /** What the last step said. */
  told: ScopeClaim;
  /** What has been found instead, and from which minute on without a break; null while nothing has. */
  found: { claim: ScopeClaim; since: number } | null;
  /** Minute of the last step for the claim's sake alone; null before the first. */
  newsAt: number | null;
}

/** A claim that differs must stand so long without a break before it is news, minutes, */
const standsMinutes = 5;
/** and so long must have gone by since the last such news. */
const restMinutes = 30;
/** A region is another one when it has less than this share of all areas of both in common. */
const alike = 0.5;

/** An incident, or what its alert shows. */
type Placed = Pick<Incident, 'scope' | 'region'>;

/** Memory after a step of another kind, which says where the incident is as well. */
export function scopeTold(incident: Placed, before: ScopeMemory | undefined): ScopeMemory {
  return { told: claimOf(incident), found: null, newsAt: before?.newsAt ?? null };
}

/**
 * One minute of the claim: `why` tells what has become known, null while there is no news. That it is no longer known where an
 * incident is, is none: nobody has to act on it.
 */
export function followScope(
  incident: Placed,
  before: ScopeMemory | undefined,
  minute: number,
): { memory: ScopeMemory; why: string | null } {
  if (!before) return { memory: scopeTold(incident, before), why: null };
  const claim = claimOf(incident);
  if (!isOther(claim, before.told)) return { memory: { ...before, found: null }, why: null };
  const same = before.found !== null && !isOther(claim, before.found.claim);
  const found = same ? before.found! : { claim, since: minute };
  const stands = minute - found.since + 1 >= standsMinutes;
  const rested = before.newsAt === null || minute - before.newsAt >= restMinutes;
  if (!stands || !rested) return { memory: { ...before, found }, why: null };
  return { memory: { told: claim, found: null, newsAt: minute }, why: newsOf(claim, before.told) };
}

function claimOf({ scope, region }: Placed): ScopeClaim {
  const regional = scope === 'regional' ? region : null;
  return { scope, region: regional?.name ?? null, areaIds: regional?.areaIds ?? [] };
}

function isOther(claim: ScopeClaim, than: ScopeClaim): boolean {
  if (claim.scope === 'unknown') return false;
  if (claim.scope !== than.scope) return true;
  if (claim.scope === 'national' || claim.region === than.region) return false;
  const both = new Set([...claim.areaIds, ...than.areaIds]);
  const known = new Set(than.areaIds);
  return claim.areaIds.filter((id) => known.has(id)).length < alike * both.size;
}

function newsOf(claim: ScopeClaim, told: ScopeClaim): string {
  return told.scope === 'unknown'
    ? `it has become known where: ${inWords(claim)}`
    : `where it is has changed: ${inWords(claim)}, before that ${inWords(told)}`;
}

function inWords({ scope, region }: ScopeClaim): string {
  if (scope === 'national') return 'nationwide';
  return region ?? 'regional';
}
