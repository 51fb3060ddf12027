import type { IncidentMemory } from '../core/incident/incident-step.ts';
import { followedName, splitFault, splitIncident } from '../core/incident/split-incident.ts';
import type { Followed } from '../core/words/incident.ts';
import { minuteOf } from '../core/words/interval.ts';
import { incidentId } from '../pipeline/incident-id.ts';
import { writeAudit } from '../store/audit.ts';
import { carryAcknowledgment } from '../store/handling.ts';
import { lockIncident, readOpenIncidents, readToldChannels } from '../store/incidents.ts';
import { type HandResult, type HandTools, refused, unknown } from './hand-tools.ts';
import { enter, type Words } from './merge-incidents.ts';

/** Makes a symptom or a state of an open incident an incident of its own. Merging the two undoes it. */
export async function splitOff(
  tools: HandTools,
  { id, follows, name, reason }: Words & { id: string; follows: Followed },
): Promise<HandResult> {
  const { database, clock, actor } = tools;
  return database.transaction(async (tx) => {
    const whole = await lockIncident<IncidentMemory>(tx, id);
    if (!whole) return unknown(id);
    const { brand } = whole.incident;
    const siblings = (await readOpenIncidents(tx)).filter((one) => one.brand === brand);
    const followed = siblings.flatMap((one) => (one.follows ? [one.follows] : []));
    const fault = splitFault(whole.incident, follows, followed);
    if (fault) return refused(fault);
    const at = clock.now();
    const newId = incidentId(brand, minuteOf(at), `${id}|${whole.incident.revision}|${followedName(follows)}`);
    const step = splitIncident(whole, follows, { act: { at, by: name, reason }, newId });
    const also = new Set(await readToldChannels(tx, id));
    await enter(tx, tools, { step: step.part, also, routed: true });
    await enter(tx, tools, { step: step.whole, routed: false });
    await carryAcknowledgment(tx, { from: id, to: newId, revision: 1 });
    const detail = { incident: id, part: newId, follows: followedName(follows), name, reason };
    await writeAudit(tx, { at, actor, action: 'incident-split', detail });
    return { done: true, brand, elder: id, younger: newId };
  });
}
