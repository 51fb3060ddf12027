import type { IncidentMemory, IncidentStep } from '../core/incident/incident-step.ts';
import { relateIncidents, sharedBrand } from '../core/incident/shared-failure.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Transition } from '../core/words/incident.ts';
import { instantOf } from '../core/words/interval.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { readOpenTracked, saveIncident } from '../store/incidents.ts';
import { readReached, writeStagePosition } from '../store/stage-positions.ts';
import { incidentId } from './incident-id.ts';
import type { TrackContext, TrackResult } from './track.ts';
import { writeSteps } from './write-steps.ts';

/** Stage 4, all brands: those that share a failure go below one parent, which is told instead of them. */
export async function relateBrands(
  tx: Queryable,
  packs: readonly BrandPack[],
  { minute, context }: { minute: number; context: TrackContext },
): Promise<TrackResult> {
  const now = instantOf(minute + 1);
  const real = packs.filter(({ demonstration }) => !demonstration);
  const isReal = new Set(real.map(({ id }) => id));
  const tracked = await readOpenTracked<IncidentMemory>(tx);
  const before = tracked.filter(({ incident }) => incident.brand === sharedBrand);
  const open = tracked.filter(({ incident }) => isReal.has(incident.brand) && !incident.follows);
  const situation = { now, open, packs: real, watched: context.watched, parents: before };
  const { parents, children } = relateIncidents({ ...situation, newId: incidentId(sharedBrand, minute) });
  const transitions: Transition[] = [];
  for (const step of [...parents, ...children]) {
    await enter(tx, step, { context, now, pack: real.find(({ id }) => id === step.incident.brand) });
    transitions.push(...step.transitions);
  }
  const after = new Map([...before, ...parents].map(({ incident }) => [incident.id, incident.state]));
  return { open: [...after.values()].some((state) => state !== 'closed'), transitions };
}

/** Notes that shared failures were looked for in a minute. */
export async function writeRelated(tx: Queryable, minute: number): Promise<void> {
  await writeStagePosition(tx, 'relate', '*', minute + 1);
}

export interface Relating {
  database: Database;
  packs: readonly BrandPack[];
  track: TrackContext;
}

/**
 * Looks for shared failures up to the last minute that all brands are through with; nothing happens to their incidents in those before
 * it, for brands with one wait for this. Returns the steps, and up to which minute (exclusive) all are judged; null: no brand ever was.
 */
export async function relateReached({
  database,
  packs,
  track: context,
}: Relating): Promise<{ reached: number | null; isNew: boolean; transitions: Transition[] }> {
  const { judged, related } = await readReached(database);
  const real = packs.filter(({ demonstration }) => !demonstration);
  const ends = real.flatMap(({ id }) => judged.get(id) ?? []);
  const reached = ends.length === 0 ? null : Math.min(...ends);
  if (reached === null || (related !== null && related >= reached)) return { reached, isNew: false, transitions: [] };
  const transitions: Transition[] = [];
  for (let minute = related ?? reached - 1; minute < reached; ) {
    const looked = await database.transaction(async (tx) => {
      await writeRelated(tx, minute);
      return relateBrands(tx, packs, { minute, context });
    });
    transitions.push(...looked.transitions);
    // What brands share ends in a minute of its own, which calm ones don't wait for; without it the last minute is enough.
    minute = looked.open ? minute + 1 : Math.max(minute + 1, reached - 1);
  }
  return { reached, isNew: true, transitions };
}

interface Entering {
  context: TrackContext;
  now: number;
  pack: BrandPack | undefined;
}

async function enter(tx: Queryable, step: IncidentStep, { context, now, pack }: Entering): Promise<void> {
  if (await saveIncident(tx, step, step.incident.revision - 1))
    await writeSteps(tx, step, { pack, audience: context, now });
}
