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
  type Unseen,
} from './brand-watch.ts';
import { writeAlerts } from './detect.ts';
import { readExposure, type SourceWeights } from './exposure.ts';
import type { ScopeKnowledge } from './judge-scope.ts';
import { relateBrands } from './relate-brands.ts';
import { type TrackContext, track } from './track.ts';

export interface CycleSettings {
  authorWindowMinutes: number;
  /** False-alarm budget per brand: mean time between false alarms, minutes. */
  budgetMinutes: number;
  priors(pack: BrandPack): SeriesPriors;
  /** False for a run that nobody goes on with or asks about afterwards: what only a restart or a reader needs isn't written. */
  isLasting?: boolean;
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
  /** By brand. */
  weights: Map<string, SourceWeights>;
  /** Whether several brands share a failure; null: not looked up since the start. */
  shared: boolean | null;
}

/** So much is read and judged before it is written down: weeks may have to be learned anew at once. */
const longestStretchMinutes = 2 * 1440;

export function createCycleMemory(): CycleMemory {
  const [watches, weights] = [new Map(), new Map()];
  return { watches, weights, open: new Set(), looked: new Set(), uncounted: new Set(), shared: null };
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
  for (let stretch = await minutesToJudge(context, memory, toMinute); stretch.length > 0; ) {
    await judgeStretch(context, memory, { minutes: stretch, result });
    stretch = await minutesToJudge(context, memory, toMinute);
  }
  return result;
}

/** Minute by minute over all brands, so that each is judged beside what the others were then. */
async function judgeStretch(
  context: CycleContext,
  memory: CycleMemory,
  { minutes, result }: { minutes: BrandMinutes[]; result: CycleResult },
): Promise<void> {
  for (const { watch, toMinute } of minutes) result.judged.set(watch.pack.id, toMinute);
  for (let minute = firstOf(minutes); minute < Infinity; minute = firstOf(minutes)) {
    let isNew = false;
    for (const one of minutes) {
      if (one.watch.live.nextMinute !== minute) continue;
      // A minute that is only seen again is no news, and the demonstration has a time of its own.
      isNew ||= minute >= one.unseen.judgeFrom && !one.watch.pack.demonstration;
      result.transitions.push(...(await judgeMinute(context, memory, one)));
    }
    if (isNew) result.transitions.push(...(await relateMinute(context, memory, minute)));
  }
  for (const { watch } of minutes) await finishDetection(context.database, watch, isLasting(context));
}

function isLasting({ settings }: CycleContext): boolean {
  return settings.isLasting ?? true;
}

/** Two brands in trouble may share a failure; one that they share may be over. */
async function relateMinute(
  { database, packs, track: context }: CycleContext,
  memory: CycleMemory,
  minute: number,
): Promise<Transition[]> {
  if (memory.open.size < 2 && memory.shared === false) return [];
  const { open, transitions } = await database.transaction((tx) => relateBrands(tx, packs, { minute, context }));
  memory.shared = open;
  return transitions;
}

/** What has not been judged of one brand. */
interface BrandMinutes {
  watch: BrandWatch;
  toMinute: number;
  unseen: Unseen;
  exposureAt: (minute: number) => number;
}

async function minutesToJudge(
  context: CycleContext,
  memory: CycleMemory,
  toMinute: (pack: BrandPack) => number,
): Promise<BrandMinutes[]> {
  const { database } = context;
  const minutes: BrandMinutes[] = [];
  // Providers first, so that their trouble is known when a brand's is attributed.
  const inOrder = [...context.packs].sort((a, b) => Number(a.role === 'brand') - Number(b.role === 'brand'));
  for (const pack of inOrder) {
    const watch = await watchOf(context, memory, pack);
    if (!watch || toMinute(pack) <= watch.live.nextMinute) continue;
    const to = Math.min(toMinute(pack), watch.live.nextMinute + longestStretchMinutes);
    const range = { from: watch.settled.nextMinute, to };
    const exposureAt = await readExposure(database, pack.id, { range, weights: memory.weights });
    const unseen = await readUnseen(database, watch, { toMinute: to, exposureAt });
    minutes.push({ watch, toMinute: to, unseen, exposureAt });
  }
  return minutes;
}

/** The earliest minute that some brand has not been judged at. */
function firstOf(minutes: BrandMinutes[]): number {
  return minutes.reduce(
    (first, { watch: { live }, toMinute }) => (live.nextMinute < toMinute ? Math.min(first, live.nextMinute) : first),
    Infinity,
  );
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

async function judgeMinute(
  context: CycleContext,
  memory: CycleMemory,
  { watch, toMinute, unseen, exposureAt }: BrandMinutes,
): Promise<Transition[]> {
  const minute = watch.live.nextMinute;
  if (minute >= toMinute) return [];
  const counts = unseen.byMinute.get(minute) ?? [];
  const exposure = exposureAt(minute);
  const touched = seeCounts(watch, minute, { counts, exposure });
  let transitions: Transition[] = [];
  if (minute >= unseen.judgeFrom) {
    const keys = minute === unseen.judgeFrom ? allKeys(watch) : touched;
    judgeAlarms(watch, minute, { keys, counts, exposure, budgetMinutes: context.settings.budgetMinutes });
    transitions = await followMinute(context, memory, { watch, minute });
  }
  await settle(context.database, watch, { minute: minute + 1, isLasting: isLasting(context) });
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
    if (isLasting(context)) await rememberWatch(tx, watch, minute);
    return track(tx, watch.pack, { minute, context: context.track });
  });
  memory.looked.add(brand);
  if (result.open) memory.open.add(brand);
  else memory.open.delete(brand);
  return result.transitions;
}
