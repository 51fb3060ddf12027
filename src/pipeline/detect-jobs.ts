import { setTimeout as pause } from 'node:timers/promises';
import { sharedBrand } from '../core/incident/shared-failure.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Transition } from '../core/words/incident.ts';
import { minuteOf } from '../core/words/interval.ts';
import {
  type CycleContext,
  type CycleMemory,
  type CycleResult,
  createCycleMemory,
  keepOnly,
  runCycle,
} from './cycle.ts';
import { WorkerGivenUpError } from './leases.ts';
import type { LiveContext } from './live-jobs.ts';
import { createMinuteOrder, type MinuteOrder } from './minute-order.ts';
import { relateReached } from './relate-brands.ts';
import type { Job } from './schedule.ts';

const cycleEveryMs = 1_000;
/** Posts of a minute are still on their way when it ends: judging waits this long. */
const settleDelayMs = 1_000;
/** While days are caught up with, other workers may have come to share in it. */
const mostMinutesAtOnce = 480;
/** While minutes are caught up with, the next one's incidents wait for the look at this one. */
const relateEveryMs = 25;
/** Nothing moves: the next run looks again. */
const relateIdleMs = 2_000;

type DetectContext = Pick<LiveContext, 'cycle' | 'events' | 'publish' | 'poll' | 'demonstrationClock' | 'leases'>;

/** Judges the brands of this worker, all of them where it works alone. */
export function cycleJob(context: DetectContext): Job {
  const { cycle, events, poll, demonstrationClock } = context;
  const order = createMinuteOrder(cycle.database, cycle.packs);
  let memory = createCycleMemory();
  let worker = '';
  const clockOf = (pack: BrandPack) => (pack.demonstration ? demonstrationClock : poll.clock);
  const untilMinute = (pack: BrandPack) => minuteOf(clockOf(pack).now() - settleDelayMs);
  const runOnce = async (): Promise<boolean> => {
    const startedAt = performance.now();
    try {
      if (worker !== context.leases.worker) memory = createCycleMemory();
      worker = context.leases.worker;
      const part = await partOf(context, memory, order);
      // Whoever looked for shared failures before may have gone before it came to the last minute.
      if (!part.order && memory.shared === null) tellSteps(context, (await relateReached(part)).transitions);
      const result = await runCycle(part, memory, untilMinute);
      events.stageRan({ stage: 'cycle', items: result.counted, durationMs: performance.now() - startedAt });
      tell(context, result);
      return result.more;
    } catch (error) {
      // What is in memory may be ahead of what was written: find it again in the store.
      memory = createCycleMemory();
      if (!(error instanceof WorkerGivenUpError)) throw error;
      return false;
    }
  };
  const run = async (signal: AbortSignal) => {
    while (!signal.aborted && (await runOnce()));
  };
  return { name: 'cycle', everyMs: cycleEveryMs, jitterMs: 0, run };
}

/** The brands that this worker has now. One that has all, and the look for what they share, needs no order with others. */
async function partOf(
  { cycle, leases }: DetectContext,
  memory: CycleMemory,
  order: MinuteOrder,
): Promise<CycleContext> {
  const names = [...cycle.packs.map(({ id }) => id), sharedBrand];
  const held = await leases.share('brand', names);
  const whole = { ...cycle, database: leases.fenced(), mostMinutes: mostMinutesAtOnce, isPaced: true };
  if (names.every((name) => held.has(name))) return whole;
  const packs = cycle.packs.filter(({ id }) => held.has(id));
  keepOnly(memory, packs);
  return { ...whole, packs, order };
}

function tell({ events, publish }: DetectContext, { transitions, judged, counted }: CycleResult): void {
  if (counted > 0 || judged.size > 0) publish({ what: ['timeline', 'brands'], brands: [...judged.keys()] });
  tellSteps({ events, publish }, transitions);
}

function tellSteps({ events, publish }: Pick<DetectContext, 'events' | 'publish'>, transitions: Transition[]): void {
  for (const transition of transitions) events.incidentMoved(transition);
  if (transitions.length > 0)
    publish({ what: ['incidents', 'brands'], brands: transitions.map(({ incident }) => incident.brand) });
}

/** Where brands are judged by several workers, one of them looks for the failures that they share. */
export function relateJob(context: DetectContext): Job {
  const { cycle, poll, leases } = context;
  const names = [...cycle.packs.map(({ id }) => id), sharedBrand];
  const isAlone = () => names.every((name) => leases.holds('brand', name));
  const run = async (signal: AbortSignal) => {
    for (let idleSince = performance.now(); !signal.aborted && !isAlone(); await pause(relateEveryMs)) {
      const found = await leases.use('brand', sharedBrand, (database) => relateReached({ ...cycle, database }));
      if (!found) return;
      tellSteps(context, found.transitions);
      if (found.isNew) idleSince = performance.now();
      const end = minuteOf(poll.clock.now() - settleDelayMs);
      if (found.reached === null || found.reached >= end || performance.now() - idleSince > relateIdleMs) return;
    }
  };
  return { name: 'relate', everyMs: cycleEveryMs, jitterMs: 0, run };
}
