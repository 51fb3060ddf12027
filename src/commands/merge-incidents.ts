import type { IncidentMemory, IncidentStep, Tracked } from '../core/incident/incident-step.ts';
import { byAge, mergeFault, mergeIncidents, unmergeIncidents } from '../core/incident/merge-incidents.ts';
import { writeSteps } from '../pipeline/write-steps.ts';
import type { Queryable } from '../ports/database.ts';
import { writeAudit } from '../store/audit.ts';
import { carryAcknowledgment } from '../store/handling.ts';
import { lockIncident, readToldChannels, saveIncident } from '../store/incidents.ts';
import { type HandResult, type HandTools, refused, unknown } from './hand-tools.ts';

export interface Words {
  name: string;
  reason: string;
}

/** Makes one incident of two of a brand: the younger becomes part of the elder. */
export async function mergeTwo(
  tools: HandTools,
  { ids, name, reason }: Words & { ids: [string, string] },
): Promise<HandResult> {
  const { database, clock, actor } = tools;
  return database.transaction(async (tx) => {
    const pair = await lockPair(tx, ids);
    if (!Array.isArray(pair)) return pair;
    const fault = mergeFault(pair[0].incident, pair[1].incident);
    if (fault) return refused(fault);
    const [elder, younger] = byAge(...pair);
    const at = clock.now();
    const step = mergeIncidents(elder, younger, { at, by: name, reason });
    const [heardElder, heardYounger] = [await heard(tx, elder), await heard(tx, younger)];
    const { id: from } = younger.incident;
    await carryAcknowledgment(tx, { from, to: elder.incident.id, revision: step.elder.incident.revision });
    await enter(tx, tools, { step: step.younger, also: heardYounger, routed: false });
    // Who heard of the younger alone must hear what burns on; who heard of both hears of it once.
    const news = step.elder.incident.state === 'closed' ? [] : [...heardYounger].filter((id) => !heardElder.has(id));
    const moved = step.elder.incident.state !== elder.incident.state;
    await enter(tx, tools, { step: step.elder, also: new Set(news), routed: moved });
    const detail = { incident: elder.incident.id, younger: from, name, reason };
    await writeAudit(tx, { at, actor, action: 'incidents-merged', detail });
    return { done: true, brand: elder.incident.brand, elder: elder.incident.id, younger: from };
  });
}

/** Takes the last merge of an incident back. */
export async function unmerge(
  tools: HandTools,
  { id, part, name, reason }: Words & { id: string; part: string },
): Promise<HandResult> {
  const { database, clock, actor } = tools;
  return database.transaction(async (tx) => {
    const pair = await lockPair(tx, [id, part]);
    if (!Array.isArray(pair)) return pair;
    const [elder, younger] = pair;
    const at = clock.now();
    const step = unmergeIncidents(elder, younger, { at, by: name, reason });
    if (!step) return refused(`the last that ${id} took in is not ${part}`);
    const revived = step.younger.incident.state !== 'closed';
    await enter(tx, tools, { step: step.younger, routed: revived });
    await enter(tx, tools, { step: step.elder, routed: step.elder.incident.state !== elder.incident.state });
    await writeAudit(tx, { at, actor, action: 'merge-undone', detail: { incident: id, younger: part, name, reason } });
    return { done: true, brand: elder.incident.brand, elder: id, younger: part };
  });
}

/** Both in the order of their ids, so that two people who merge the same two never wait for each other in a circle. */
async function lockPair(tx: Queryable, ids: [string, string]): Promise<[Tracked, Tracked] | HandResult> {
  const found = new Map<string, Tracked>();
  for (const id of [...ids].sort()) {
    const one = await lockIncident<IncidentMemory>(tx, id);
    if (!one) return unknown(id);
    found.set(id, one);
  }
  return [found.get(ids[0])!, found.get(ids[1])!];
}

async function heard(tx: Queryable, { incident }: Tracked): Promise<Set<string>> {
  return new Set(await readToldChannels(tx, incident.id));
}

interface Entering {
  step: IncidentStep;
  also?: ReadonlySet<string>;
  routed: boolean;
}

/** Writes a step by hand. The rows are locked, so that nobody can have come between. */
export async function enter(
  tx: Queryable,
  { audience, packOf, clock }: HandTools,
  { step, also, routed }: Entering,
): Promise<void> {
  const { incident } = step;
  await saveIncident(tx, step, incident.revision - 1);
  const hearing = { pack: packOf(incident.brand), audience, now: clock.now(), routed };
  await writeSteps(tx, step, { ...hearing, ...(also ? { also } : {}) });
}
