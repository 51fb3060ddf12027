import { createHash } from 'node:crypto';
import { attribute } from '../core/incident/attribute.ts';
import { type HoldPlans, holdsOver, holdText } from '../core/incident/holds.ts';
import {
  brandWide,
  type IncidentMemory,
  type IncidentRules,
  type IncidentStep,
  stepIncident,
} from '../core/incident/incident-step.ts';
import { officialWordOf } from '../core/incident/official-word.ts';
import { isTold, type Route } from '../core/incident/route.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Incident, Transition } from '../core/words/incident.ts';
import { instantOf } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { readAlerts } from '../store/detection.ts';
import { readHoldPlans } from '../store/holds.ts';
import {
  insertTransition,
  readOpenIncidents,
  readRecentIncidents,
  readToldChannels,
  saveIncident,
  type Telling,
} from '../store/incidents.ts';
import { readOwnPosts } from '../store/own-posts.ts';

export interface TrackContext {
  rules: IncidentRules;
  /** Brands whose posts are being read. */
  watched: ReadonlySet<string>;
  /** Ids of the channels that are told of transitions. */
  channels: string[];
  /** What a channel wants to be told of; one without a route is told of everything. */
  routes?: ReadonlyMap<string, Route>;
}

export interface TrackResult {
  /** True while the brand has an incident that isn't closed. */
  open: boolean;
  transitions: Transition[];
}

/** Stage 4, one brand and minute: the open incident and the alerts give the next state; transitions go out with an outbox row per channel. */
export async function track(
  tx: Queryable,
  pack: BrandPack,
  { minute, context }: { minute: number; context: TrackContext },
): Promise<TrackResult> {
  const { rules, watched } = context;
  const now = instantOf(minute + 1);
  const recent = await readRecentIncidents<IncidentMemory>(tx, pack.id, now - rules.reopenMinutes * 60_000);
  const current = recent.at(-1) ?? null;
  const alerts = await readAlerts(tx, pack.id, minute);
  const others = (await readOpenIncidents(tx)).filter(({ brand }) => brand !== pack.id);
  const brandAlert = brandWide(alerts);
  const attribution = attribute({
    pack,
    onsetAt: brandAlert?.onset.at ?? now,
    others,
    watched,
    surfaces: brandAlert?.detail?.surfaces ?? [],
    symptoms: brandAlert?.detail?.symptoms ?? [],
  });
  const step = stepIncident(
    { brand: pack.id, minute, current, alerts, attribution, newId: incidentId(pack.id, minute) },
    rules,
  );
  if (!step) return { open: false, transitions: [] };
  await addOfficialWord(tx, step, now);
  const saved = await saveIncident(tx, step, current?.incident.id === step.incident.id ? current.incident.revision : 0);
  if (!saved) return { open: step.incident.state !== 'closed', transitions: [] };
  if (step.transitions.length > 0) {
    const plans = await readHoldPlans(tx, now);
    const heard = new Set(await readToldChannels(tx, step.incident.id));
    for (const transition of step.transitions) {
      const channels = told(transition, step.memory.peak, { pack, context, heard });
      for (const channel of channels) heard.add(channel);
      await insertTransition(tx, transition, tellingsOf(channels, transition, plans));
    }
  }
  return { open: isOpen(step.incident), transitions: step.transitions };
}

/** What the brand itself has said so far travels with a transition, since its message must carry all that it needs. */
async function addOfficialWord(tx: Queryable, step: IncidentStep, now: number): Promise<void> {
  if (step.transitions.length === 0) return;
  const official = officialWordOf(await readOwnPosts(tx, step.incident, now));
  step.incident = { ...step.incident, official };
  for (const transition of step.transitions) transition.incident = { ...transition.incident, official };
}

/** Channels that are told of a step: those that ask for it, and those that heard of the incident before, whatever it has become. An invented brand must not wake anybody. */
function told(
  transition: Transition,
  peak: IncidentMemory['peak'],
  {
    pack,
    context: { channels, routes },
    heard,
  }: { pack: BrandPack; context: TrackContext; heard: ReadonlySet<string> },
): string[] {
  if (pack.demonstration) return [];
  return channels.filter((id) => {
    const route = routes?.get(id);
    return route === undefined || heard.has(id) || isTold(route, transition, peak);
  });
}

/** Maintenance and silences hold messages back, not the step itself. */
function tellingsOf(channels: string[], { incident, at }: Transition, plans: HoldPlans): Telling[] {
  return channels.map((channel) => {
    const [hold] = holdsOver(plans, incident, { at, channel });
    return { channel, heldBy: hold ? holdText(hold) : null };
  });
}

function isOpen({ state }: Incident): boolean {
  return state !== 'closed';
}

/** The same opening is the same incident: brand and minute, with a short hash that keeps ids unguessable in length alone. */
function incidentId(brand: string, minute: number): string {
  const at = new Date(instantOf(minute)).toISOString().slice(0, 16).replace(/[-:]/g, '');
  return `${brand}-${at}-${createHash('sha256').update(`${brand}|${minute}`).digest('hex').slice(0, 6)}`;
}
