import { attribute } from '../core/incident/attribute.ts';
import { goesOnEvidence, longestCalmMinutes } from '../core/incident/end-evidence.ts';
import { partAlerts, type RecentCounts, restAlerts } from '../core/incident/followed-part.ts';
import { heldOnset } from '../core/incident/held-onset.ts';
import { longestDoubtMinutes, quietMinutesOf } from '../core/incident/incident-end.ts';
import {
  brandWide,
  type IncidentRules,
  type IncidentStep,
  stepIncident,
  type Tracked,
} from '../core/incident/incident-step.ts';
import { misblame, whoMayBeMeant } from '../core/incident/misblame.ts';
import { officialWordOf } from '../core/incident/official-word.ts';
import type { Audience } from '../core/incident/route.ts';
import { telemetryVerdict } from '../core/incident/telemetry-verdict.ts';
import type { Alert, Condition, Onset } from '../core/words/alert.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Attribution, Incident, Transition } from '../core/words/incident.ts';
import { instantOf } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { alsoNamed, readAlerts, seriesMinutes, stratumSums, upsertAlerts } from '../store/detection.ts';
import { readOpenIncidents, readRecentIncidents, saveIncident } from '../store/incidents.ts';
import { readOwnPosts } from '../store/own-posts.ts';
import { readTelemetryFacts } from '../store/read/telemetry-facts.ts';
import { incidentId } from './incident-id.ts';
import { writeSteps } from './write-steps.ts';

export interface TrackContext extends Audience {
  rules: IncidentRules;
  /** Brands whose posts are being read. */
  watched: ReadonlySet<string>;
  /** How people call a brand; by default its id. */
  nameOf?: (brand: string) => string;
}

export interface TrackResult {
  /** True while the brand has an incident that isn't closed. */
  open: boolean;
  transitions: Transition[];
}

interface Tracking {
  minute: number;
  context: TrackContext;
  /** Share of the usual observation of a minute; without it all were observed. */
  exposureAt?: (minute: number) => number;
}

const recentMinutes = 30;

/**
 * Stage 4, one brand and minute: the open incident and the alerts give the next state; transitions go out with an outbox row per channel.
 * What was split off goes on by itself, with alerts of its own.
 */
export async function track(tx: Queryable, pack: BrandPack, tracking: Tracking): Promise<TrackResult> {
  const { minute } = tracking;
  const recent = await recentIncidents(tx, pack.id, tracking);
  const alerts = await readAlerts(tx, pack.id, minute);
  const cause = await causeOf(tx, pack, { ...tracking, alerts });
  const follow = (current: Tracked | null, seen: Alert[], isCounted = true) =>
    followOne(tx, pack, { ...tracking, current, alerts: seen, isCounted, ...cause });
  const current = ownOf(recent);
  const parts = recent.filter(({ incident }) => incident.follows);
  if (parts.length === 0) return follow(current, alerts);
  const counts = await recentCounts(tx, pack.id, minute);
  const followed = parts.map(({ incident }) => incident.follows!);
  // What the rest has of the brand's reports isn't counted apart.
  const results = [await follow(current, restAlerts(alerts, followed, counts), false)];
  for (const part of parts) results.push(await follow(part, partAlerts(alerts, part.incident.follows!, counts)));
  return { open: results.some(({ open }) => open), transitions: results.flatMap(({ transitions }) => transitions) };
}

/** The onset that the brand's incident keeps, the one that an alarm of this minute goes on with; null where there is none or none yet. */
export async function onsetHeld(
  tx: Queryable,
  brand: string,
  { minute, context }: Pick<Tracking, 'minute' | 'context'>,
): Promise<Onset | null> {
  const current = ownOf(await recentIncidents(tx, brand, { minute, context }));
  return current && heldOnset(current);
}

function recentIncidents(
  tx: Queryable,
  brand: string,
  { minute, context }: Pick<Tracking, 'minute' | 'context'>,
): Promise<Tracked[]> {
  return readRecentIncidents(tx, brand, instantOf(minute + 1) - context.rules.reopenMinutes * 60_000);
}

/** The incident of the brand as a whole. */
function ownOf(recent: Tracked[]): Tracked | null {
  return recent.filter(({ incident }) => !incident.follows).at(-1) ?? null;
}

interface Cause {
  attribution: Attribution;
  isMisblamed: boolean;
}

async function causeOf(
  tx: Queryable,
  pack: BrandPack,
  { minute, context, alerts }: Tracking & { alerts: Alert[] },
): Promise<Cause> {
  const now = instantOf(minute + 1);
  const lately = (await readOpenIncidents(tx, now - 3_600_000)).filter(({ brand }) => brand !== pack.id);
  const others = lately.filter(({ closedAt }) => closedAt === null);
  const brandAlert = brandWide(alerts);
  const blamed = brandAlert?.active ? await blameOf(tx, pack, { minute, context, brandAlert, others: lately }) : null;
  if (blamed) return { attribution: blamed, isMisblamed: true };
  const attribution = attribute({
    pack,
    onsetAt: brandAlert?.onset.at ?? now,
    others,
    watched: context.watched,
    surfaces: brandAlert?.detail?.surfaces ?? [],
    symptoms: brandAlert?.detail?.symptoms ?? [],
  });
  return { attribution, isMisblamed: false };
}

/** Whether the brand is blamed for what another one has; then its alert says so, for there may be no incident to say it. */
async function blameOf(
  tx: Queryable,
  pack: BrandPack,
  { minute, context, brandAlert, others }: Tracking & { brandAlert: Alert; others: Incident[] },
): Promise<Attribution | null> {
  const range = { from: Math.floor(brandAlert.onset.at / 60_000), to: minute + 1 };
  const named = new Map<string, { n: number; of: number }>();
  const about = { pack, others, now: instantOf(minute + 1), alarmedAt: instantOf(brandAlert.firstMinute) };
  for (const { brand } of whoMayBeMeant(about))
    named.set(brand, await alsoNamed(tx, { brand: pack.id, other: brand, ...range }));
  if (named.size === 0) return null;
  const { observed, expected, onset } = brandAlert;
  const blamed = misblame({
    ...{ ...about, onsetAt: onset.at, observed, expected },
    named: (brand) => named.get(brand) ?? { n: 0, of: 0 },
    nameOf: context.nameOf ?? ((brand) => brand),
  });
  if (blamed) await upsertAlerts(tx, [withBlame(brandAlert, blamed.reasons)]);
  return blamed;
}

function withBlame(alert: Alert, reasons: string[]): Alert {
  const condition: Condition = { kind: 'blame', met: false, reason: reasons.join('; ') };
  const detail = alert.detail && { ...alert.detail, conditions: [...alert.detail.conditions, condition] };
  return { ...alert, detail, reasons: [...reasons, ...alert.reasons] };
}

interface Following extends Tracking, Cause {
  current: Tracked | null;
  alerts: Alert[];
  /** Its reports can be told from those of others. */
  isCounted: boolean;
}

/** One incident of the brand, or the one that begins now. */
async function followOne(tx: Queryable, pack: BrandPack, following: Following): Promise<TrackResult> {
  const { minute, context, current, alerts, attribution, isMisblamed } = following;
  const now = instantOf(minute + 1);
  const newId = incidentId(pack.id, minute);
  const unseenMinutes = unseenSince(following);
  const goesOn = await goesOnOf(tx, pack.id, { ...following, unseenMinutes });
  const told = { attribution, isMisblamed, goesOn, unseenMinutes };
  const situation = { brand: pack.id, minute, current, alerts, ...told, newId };
  const step = stepIncident(situation, context.rules);
  if (!step) return { open: false, transitions: [] };
  const open = step.incident.state !== 'closed';
  await addWordAndTelemetry(tx, step, now);
  const saved = await saveIncident(tx, step, current?.incident.id === step.incident.id ? current.incident.revision : 0);
  if (!saved) return { open, transitions: [] };
  await writeSteps(tx, step, { pack, audience: context, now });
  return { open, transitions: step.transitions };
}

/** How much of the time since an incident has been quiet was lost to sources that couldn't be read, as far as is known by now. */
function unseenSince({ current, minute, exposureAt = () => 1 }: Following): number {
  const quietSince = current?.incident.state === 'recovering' ? current.memory.quietSince : null;
  let unseen = 0;
  if (quietSince !== null) for (let at = quietSince + 1; at <= minute; at++) unseen += 1 - Math.min(1, exposureAt(at));
  return unseen;
}

/** Evidence that an incident that recovers goes on all the same, from its reports of the minutes since it has been quiet. */
async function goesOnOf(
  tx: Queryable,
  brand: string,
  { current, isCounted, minute, unseenMinutes, exposureAt = () => 1 }: Following & { unseenMinutes: number },
): Promise<number | undefined> {
  if (!isCounted || current?.incident.state !== 'recovering' || !current.memory.size) return undefined;
  const { quietSince, size } = current.memory;
  if (quietSince === null || quietMinutesOf(current.memory, { minute, unseenMinutes }) >= longestDoubtMinutes)
    return undefined;
  const from = Math.min(quietSince + 1, minute + 1 - longestCalmMinutes);
  const series = { symptom: '*', surface: '*', area: '*', ...current.incident.follows, from };
  const rows = await seriesMinutes(tx, brand, { series: [series], to: minute + 1 });
  const counts = new Map(rows.map((row) => [row.minute, row.observed]));
  const minutes = Array.from({ length: minute + 1 - from }, (_, n) => ({
    observed: counts.get(from + n) ?? 0,
    exposure: exposureAt(from + n),
  }));
  return goesOnEvidence(size, minutes, quietSince + 1 - from);
}

async function recentCounts(tx: Queryable, brand: string, minute: number): Promise<RecentCounts> {
  const sums = await stratumSums(tx, brand, { from: minute + 1 - recentMinutes, to: minute + 1 });
  const observed = (symptom: string, area: string) =>
    sums.find((one) => one.symptom === symptom && one.surface === '*' && one.area === area)?.observed ?? 0;
  return {
    minutes: recentMinutes,
    whole: observed('*', '*'),
    of: (follows) => ('symptom' in follows ? observed(follows.symptom, '*') : observed('*', follows.area)),
  };
}

/** What the brand itself and its telemetry have said so far travels with a transition, since its message must carry all that it needs. */
async function addWordAndTelemetry(tx: Queryable, step: IncidentStep, now: number): Promise<void> {
  if (step.transitions.length === 0) return;
  const official = officialWordOf(await readOwnPosts(tx, step.incident, now));
  const telemetry = telemetryVerdict(step.incident, await readTelemetryFacts(tx, step.incident, now), now);
  step.incident = { ...step.incident, official, telemetry };
  for (const transition of step.transitions) transition.incident = { ...transition.incident, official, telemetry };
}
