import type { SeriesPriors } from '../core/detect/watch/series-set.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Transition } from '../core/words/incident.ts';
import type { Database } from '../ports/database.ts';
import { writeStagePositions } from '../store/stage-positions.ts';
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
import { countMinutes, type Rest } from './count-minutes.ts';
import { writeAlerts } from './detect.ts';
import { readExposure, type SourceWeights } from './exposure.ts';
import type { ScopeKnowledge } from './judge-scope.ts';
import { inJudgingOrder, type MinuteOrder } from './minute-order.ts';
import { relateBrands, writeRelated } from './relate-brands.ts';
import { onsetHeld, type TrackContext, track } from './track.ts';

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
  /** Where other workers judge other brands: `packs` are those of this one, and shared failures are looked for beside the cycle. */
  order?: MinuteOrder;
  /** Minutes that one call judges at most, so that brands can go to other workers in between; absent: all there are. */
  mostMinutes?: number;
  /** Whether minutes with late posts wait where counting them again takes long, for those that weren't counted yet. */
  isPaced?: boolean;
}

/** What the cycle remembers from one call to the next; a new memory finds everything again in the store. */
export interface CycleMemory extends Rest {
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
/** Other workers hear this often how far this one has come. */
const tellEveryMs = 100;

export function createCycleMemory(): CycleMemory {
  const [watches, weights] = [new Map(), new Map()];
  return { watches, weights, open: new Set(), looked: new Set(), uncounted: new Set(), shared: null, againAt: 0 };
}

/** Another worker judges some brands from now on, or did meanwhile: only those of the context may be remembered. */
export function keepOnly(memory: CycleMemory, packs: readonly BrandPack[]): void {
  const kept = new Set(packs.map(({ id }) => id));
  const { watches, open, looked, uncounted, weights } = memory;
  for (const some of [watches, open, looked, uncounted, weights])
    for (const brand of [...some.keys()]) if (!kept.has(brand)) some.delete(brand);
  memory.shared = null;
}

export interface CycleResult {
  transitions: Transition[];
  /** Minutes of brands that were counted anew. */
  counted: number;
  /** By brand that moved on: the minute up to which it is judged now, exclusive. */
  judged: Map<string, number>;
  /** Minutes were left for the next call. */
  more: boolean;
}

/** Stages 2 to 4 as of a minute (exclusive), for every brand. Replay calls it with its own time. */
export async function runCycle(
  context: CycleContext,
  memory: CycleMemory,
  toMinute: (pack: BrandPack) => number,
): Promise<CycleResult> {
  const counted = await countMinutes(context.database, context.isPaced ? memory : null, {
    authorWindowMinutes: context.settings.authorWindowMinutes,
    before: new Map(context.packs.map((pack) => [pack.id, toMinute(pack)])),
    others: context.order ? 'none' : 'all',
  });
  for (const brand of counted.keys()) memory.uncounted.delete(brand);
  const minutes = [...counted.values()].reduce((sum, n) => sum + n, 0);
  const result: CycleResult = { transitions: [], counted: minutes, judged: new Map(), more: false };
  for (let stretch = await minutesToJudge(context, memory, toMinute); stretch.length > 0; ) {
    result.more = await judgeStretch(context, memory, { minutes: stretch, result });
    // What waits for another worker goes on some time later.
    if (!result.more || context.mostMinutes !== undefined) return result;
    stretch = await minutesToJudge(context, memory, toMinute);
  }
  result.more = false;
  return result;
}

/** Minute by minute over all brands, so that each is judged beside what the others were then. False when one has to wait. */
async function judgeStretch(
  context: CycleContext,
  memory: CycleMemory,
  { minutes, result }: { minutes: BrandMinutes[]; result: CycleResult },
): Promise<boolean> {
  let toldAt = performance.now();
  for (let minute = firstOf(minutes); minute < Infinity; minute = firstOf(minutes)) {
    let isNew = false;
    for (const one of minutes) {
      if (one.watch.live.nextMinute !== minute || one.isWaiting) continue;
      if (context.order && performance.now() - toldAt > tellEveryMs) {
        await tellReached(context, minutes);
        toldAt = performance.now();
      }
      const transitions = await judgeMinute(context, memory, { one, minutes });
      if (!transitions) continue;
      // A minute that is only seen again is no news, and the demonstration has a time of its own.
      isNew ||= minute >= one.unseen.judgeFrom && !one.watch.pack.demonstration;
      result.transitions.push(...transitions);
    }
    if (isNew && !context.order) result.transitions.push(...(await relateMinute(context, memory, minute)));
  }
  for (const { watch } of minutes) {
    // One whose turn didn't come was seen too far: it is found again in the store.
    if (memory.watches.get(watch.pack.id) !== watch) continue;
    await finishDetection(context.database, watch, isLasting(context));
    result.judged.set(watch.pack.id, watch.live.nextMinute);
  }
  return minutes.every(({ isWaiting }) => !isWaiting);
}

/** Others may wait for these minutes to be done; one brand may have been seen further than it is done. */
async function tellReached(
  { database }: CycleContext,
  minutes: BrandMinutes[],
  done?: { one: BrandMinutes; minute: number },
): Promise<void> {
  const reached = new Map<string, number>();
  for (const one of minutes)
    if (!one.isWaiting) reached.set(one.watch.pack.id, one === done?.one ? done.minute : one.watch.live.nextMinute);
  await writeStagePositions(database, 'detect', reached);
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
  const { open, transitions } = await database.transaction(async (tx) => {
    await writeRelated(tx, minute);
    return relateBrands(tx, packs, { minute, context });
  });
  memory.shared = open;
  return transitions;
}

/** What has not been judged of one brand. */
interface BrandMinutes {
  watch: BrandWatch;
  toMinute: number;
  unseen: Unseen;
  exposureAt: (minute: number) => number;
  /** Its turn has not come: nothing more of it is judged in this stretch. */
  isWaiting: boolean;
}

async function minutesToJudge(
  context: CycleContext,
  memory: CycleMemory,
  toMinute: (pack: BrandPack) => number,
): Promise<BrandMinutes[]> {
  const { database } = context;
  const minutes: BrandMinutes[] = [];
  const most = context.mostMinutes ?? longestStretchMinutes;
  for (const pack of inJudgingOrder(context.packs)) {
    const watch = await watchOf(context, memory, pack);
    if (!watch || toMinute(pack) <= watch.live.nextMinute) continue;
    const to = Math.min(toMinute(pack), watch.live.nextMinute + most);
    const range = { from: watch.settled.nextMinute, to };
    const exposureAt = await readExposure(database, pack.id, { range, weights: memory.weights });
    const unseen = await readUnseen(database, watch, { toMinute: to, exposureAt });
    minutes.push({ watch, toMinute: to, unseen, exposureAt, isWaiting: false });
  }
  return minutes;
}

/** The earliest minute that some brand has not been judged at. */
function firstOf(minutes: BrandMinutes[]): number {
  return minutes.reduce(
    (first, { watch: { live }, toMinute, isWaiting }) =>
      live.nextMinute < toMinute && !isWaiting ? Math.min(first, live.nextMinute) : first,
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

/** Null: it has to wait for others. */
async function judgeMinute(
  context: CycleContext,
  memory: CycleMemory,
  { one, minutes }: { one: BrandMinutes; minutes: BrandMinutes[] },
): Promise<Transition[] | null> {
  const { watch, toMinute, unseen, exposureAt } = one;
  const minute = watch.live.nextMinute;
  if (minute >= toMinute) return [];
  const isJudged = minute >= unseen.judgeFrom;
  if (isJudged && isFollowed(memory, watch) && !(await isTurn(context, one, minutes))) return null;
  const wasFollowed = isFollowed(memory, watch);
  const counts = unseen.byMinute.get(minute) ?? [];
  const exposure = exposureAt(minute);
  const touched = seeCounts(watch, minute, { counts, exposure });
  let transitions: Transition[] = [];
  if (isJudged) {
    const keys = minute === unseen.judgeFrom ? allKeys(watch) : touched;
    judgeAlarms(watch, minute, { keys, counts, exposure, budgetMinutes: context.settings.budgetMinutes });
    if (isFollowed(memory, watch) && !wasFollowed && !(await isTurn(context, one, minutes, minute))) {
      memory.watches.delete(watch.pack.id);
      return null;
    }
    transitions = await followMinute(context, memory, { watch, minute, exposureAt });
  }
  await settle(context.database, watch, { minute: minute + 1, isLasting: isLasting(context) });
  return transitions;
}

/** Whether a minute concerns an incident, or may; a calm one without an open incident writes nothing. */
function isFollowed({ open, looked }: CycleMemory, { alarms, pack: { id } }: BrandWatch): boolean {
  return alarms.size > 0 || open.has(id) || !looked.has(id);
}

/** Waits for what must be done before this minute is followed. */
async function isTurn(
  context: CycleContext,
  one: BrandMinutes,
  minutes: BrandMinutes[],
  minute = one.watch.live.nextMinute,
): Promise<boolean> {
  if (!context.order) return true;
  // What this worker has done must be known, or two would wait for each other.
  await tellReached(context, minutes, { one, minute });
  one.isWaiting = !(await context.order.turn(one.watch.pack.id, minute));
  return !one.isWaiting;
}

/** Alerts and incident of a minute in one transaction. */
async function followMinute(
  context: CycleContext,
  memory: CycleMemory,
  { watch, minute, exposureAt }: { watch: BrandWatch; minute: number; exposureAt: (minute: number) => number },
): Promise<Transition[]> {
  const brand = watch.pack.id;
  if (!isFollowed(memory, watch)) return [];
  const result = await context.database.transaction(async (tx) => {
    const { scope: scopeKnowledge, settings, track: tracking } = context;
    const { budgetMinutes } = settings;
    const held = watch.alarms.size > 0 ? await onsetHeld(tx, brand, { minute, context: tracking }) : null;
    await writeAlerts(tx, watch, { minute, held, scopeKnowledge, rules: tracking.rules, budgetMinutes });
    if (isLasting(context)) await rememberWatch(tx, watch, minute);
    return track(tx, watch.pack, { minute, context: tracking, exposureAt });
  });
  memory.looked.add(brand);
  if (result.open) memory.open.add(brand);
  else memory.open.delete(brand);
  return result.transitions;
}
