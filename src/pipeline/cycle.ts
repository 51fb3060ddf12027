import type { SeriesPriors } from '../core/detect/watch/series-set.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Transition } from '../core/words/incident.ts';
import type { Database } from '../ports/database.ts';
import { aggregate } from './aggregate.ts';
import { allKeys, judgeAlarms } from './alarms.ts';
import {
  type BrandWatch,
  finishDetection,
  openBrandWatch,
  readUnseen,
  rememberWatch,
  seeCounts,
  settle,
} from './brand-watch.ts';
import { writeAlerts } from './detect.ts';
import { readExposure } from './exposure.ts';
import type { ScopeKnowledge } from './judge-scope.ts';
import { type TrackContext, track } from './track.ts';

export interface CycleSettings {
  authorWindowMinutes: number;
  /** False-alarm budget per brand: mean time between false alarms, minutes. */
  budgetMinutes: number;
  priors(pack: BrandPack): SeriesPriors;
}

export interface CycleContext {
  database: Database;
  packs: BrandPack[];
  settings: CycleSettings;
  track: TrackContext;
  scope: ScopeKnowledge;
}

/** What the cycle remembers from one call to the next; a new memory finds everything again in the store. */
export interface CycleMemory {
  watches: Map<string, BrandWatch>;
  open: Set<string>;
  /** Brands whose open incidents were looked up since the start. */
  looked: Set<string>;
  /** Brands that nothing was ever counted for. */
  uncounted: Set<string>;
}

export function createCycleMemory(): CycleMemory {
  return { watches: new Map(), open: new Set(), looked: new Set(), uncounted: new Set() };
}

export interface CycleResult {
  transitions: Transition[];
  /** Minutes of brands that were counted anew. */
  counted: number;
  /** By brand that moved on: the minute up to which it is judged now, exclusive. */
  judged: Map<string, number>;
}

/** Stages 2 to 4 as of a minute (exclusive), for every brand. Replay calls it with its own time. */
export async function runCycle(
  context: CycleContext,
  memory: CycleMemory,
  toMinute: (pack: BrandPack) => number,
): Promise<CycleResult> {
  const counted = await aggregate(context.database, {
    authorWindowMinutes: context.settings.authorWindowMinutes,
    before: new Map(context.packs.map((pack) => [pack.id, toMinute(pack)])),
  });
  for (const brand of counted.keys()) memory.uncounted.delete(brand);
  const result: CycleResult = {
    transitions: [],
    counted: [...counted.values()].reduce((sum, n) => sum + n, 0),
    judged: new Map(),
  };
  // Providers first, so that their trouble is known when a brand's is attributed.
  const inOrder = [...context.packs].sort((a, b) => Number(a.role === 'brand') - Number(b.role === 'brand'));
  for (const pack of inOrder) {
    const watch = await watchOf(context, memory, pack);
    const to = toMinute(pack);
    if (!watch || to <= watch.live.nextMinute) continue;
    result.transitions.push(...(await watchBrand(context, memory, { watch, toMinute: to })));
    result.judged.set(pack.id, to);
  }
  return result;
}

async function watchOf(
  { database, settings }: CycleContext,
  memory: CycleMemory,
  pack: BrandPack,
): Promise<BrandWatch | null> {
  const known = memory.watches.get(pack.id);
  if (known || memory.uncounted.has(pack.id)) return known ?? null;
  const watch = await openBrandWatch(database, pack, settings.priors(pack));
  if (watch) memory.watches.set(pack.id, watch);
  else memory.uncounted.add(pack.id);
  return watch;
}

async function watchBrand(
  context: CycleContext,
  memory: CycleMemory,
  { watch, toMinute }: { watch: BrandWatch; toMinute: number },
): Promise<Transition[]> {
  const { database } = context;
  const unseen = await readUnseen(database, watch, toMinute);
  const exposureAt = await readExposure(database, watch.pack.id, { from: watch.live.nextMinute, to: toMinute });
  const transitions: Transition[] = [];
  for (let minute = watch.live.nextMinute; minute < toMinute; minute++) {
    const counts = unseen.byMinute.get(minute) ?? [];
    const touched = seeCounts(watch, minute, { counts, exposure: exposureAt(minute) });
    if (minute >= unseen.judgeFrom) {
      const keys = minute === unseen.judgeFrom ? allKeys(watch) : touched;
      judgeAlarms(watch, minute, { keys, counts, budgetMinutes: context.settings.budgetMinutes });
      transitions.push(...(await followMinute(context, memory, { watch, minute })));
    }
    await settle(database, watch, minute + 1);
  }
  await finishDetection(database, watch);
  return transitions;
}

/** Alerts and incident of a minute in one transaction. A calm minute without an open incident writes nothing. */
async function followMinute(
  context: CycleContext,
  memory: CycleMemory,
  { watch, minute }: { watch: BrandWatch; minute: number },
): Promise<Transition[]> {
  const brand = watch.pack.id;
  if (watch.alarms.size === 0 && !memory.open.has(brand) && memory.looked.has(brand)) return [];
  const result = await context.database.transaction(async (tx) => {
    await writeAlerts(tx, watch, { minute, scopeKnowledge: context.scope, rules: context.track.rules });
    await rememberWatch(tx, watch, minute);
    return track(tx, watch.pack, { minute, context: context.track });
  });
  memory.looked.add(brand);
  if (result.open) memory.open.add(brand);
  else memory.open.delete(brand);
  return result.transitions;
}
