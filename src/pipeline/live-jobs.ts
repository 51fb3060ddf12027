import type { BrandPack } from '../core/words/brand.ts';
import { minuteOf } from '../core/words/interval.ts';
import type { Events } from '../observability/events.ts';
import type { Channel } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { Source } from '../ports/source.ts';
import { failUnconfigured } from '../store/outbox.ts';
import { deletePostsBefore } from '../store/posts.ts';
import { deleteWindowsBefore } from '../store/telemetry.ts';
import { keepUp } from '../store/upkeep.ts';
import { type CycleContext, createCycleMemory, runCycle } from './cycle.ts';
import { type DigestContext, enterDigests } from './digest.ts';
import { type NotifyContext, notify, renewStanding } from './notify.ts';
import { type PollContext, pollSource } from './poll-source.ts';
import { enterSignals, pollTelemetry, type TelemetryContext } from './poll-telemetry.ts';
import { releaseHeld } from './release-held.ts';
import { remind } from './remind.ts';
import type { Job } from './schedule.ts';
import { lookAfter } from './watchdog.ts';

/** What pages are told: which kinds of things changed, for which brands (none named: all). */
export interface LiveChange {
  what: ('brands' | 'incidents' | 'timeline' | 'reports' | 'sources')[];
  brands: string[];
}

export interface LiveContext {
  poll: PollContext;
  cycle: CycleContext;
  events: Events;
  publish: (change: LiveChange) => void;
  /** By which the demonstration's brand is judged. */
  demonstrationClock: Clock;
  retentionDays: number;
  reminderMinutes: number;
  digests: DigestContext;
  channels: readonly Channel[];
  notify: NotifyContext;
  /** The brands' own signals; without a Prometheus there is nobody to read them from. */
  telemetry: Pick<TelemetryContext, 'rules'> & { reader: TelemetryContext['reader'] | null };
}

export interface LiveSource {
  source: Source;
  everyMs: number;
  clock: Clock;
}

const cycleEveryMs = 2_000;
const notifyEveryMs = 2_000;
const releaseEveryMs = 10_000;
const digestEveryMs = 30_000;
const watchdogEveryMs = 60_000;
const telemetryEveryMs = 20_000;
const retentionEveryMs = 6 * 3_600_000;
const postsPerRemoval = 1_000;
const upkeepEveryMs = 30_000;
/** Messages for a channel that is configured no more are given up after this time. */
const strayAfterMs = 24 * 3_600_000;
/** Posts of a minute are still on their way when it ends: judging waits this long. */
const settleDelayMs = 3_000;

/** Everything that runs on its own: each source, the stages behind them, each channel, and what goes with them. */
export function liveJobs(sources: LiveSource[], context: LiveContext): Job[] {
  return [
    ...sources.map((one) => sourceJob(one, context)),
    cycleJob(context),
    telemetryJob(context),
    ...context.channels.map((channel) => channelJob(channel, context)),
    releaseJob(context),
    remindJob(context),
    digestJob(context),
    watchdogJob(sources, context),
    retentionJob(context),
    upkeepJob(context),
  ];
}

function sourceJob({ source, everyMs }: LiveSource, { poll, publish }: LiveContext): Job {
  return {
    name: `source ${source.id}`,
    everyMs,
    jitterMs: Math.min(5_000, everyMs / 10),
    run: async (signal) => {
      const posts = await pollSource(source, poll, signal);
      publish({ what: posts > 0 ? ['sources', 'reports'] : ['sources'], brands: [] });
    },
  };
}

function cycleJob({ cycle, events, publish, poll, demonstrationClock }: LiveContext): Job {
  let memory = createCycleMemory();
  return {
    name: 'cycle',
    everyMs: cycleEveryMs,
    jitterMs: 0,
    run: async () => {
      const startedAt = performance.now();
      try {
        const clockOf = (pack: BrandPack) => (pack.demonstration ? demonstrationClock : poll.clock);
        const untilMinute = (pack: BrandPack) => minuteOf(clockOf(pack).now() - settleDelayMs);
        const { transitions, judged, counted } = await runCycle(cycle, memory, untilMinute);
        for (const transition of transitions) events.incidentMoved(transition);
        // A demonstration's clock runs ahead: its minutes would hide that the others are behind.
        for (const { id, demonstration: isShow } of cycle.packs)
          if (!isShow && judged.has(id)) events.judged(id, judged.get(id)! * 60_000);
        events.stageRan({ stage: 'cycle', items: counted, durationMs: performance.now() - startedAt });
        if (counted > 0 || judged.size > 0) publish({ what: ['timeline', 'brands'], brands: [...judged.keys()] });
        if (transitions.length > 0)
          publish({ what: ['incidents', 'brands'], brands: transitions.map(({ incident }) => incident.brand) });
      } catch (error) {
        // What is in memory may be ahead of what was written: find it again in the store.
        memory = createCycleMemory();
        throw error;
      }
    },
  };
}

/** Beside the cycle, on the same schedule: a slow Prometheus must not hold up judging. */
function telemetryJob({ telemetry: { reader, rules }, poll, publish }: LiveContext): Job {
  const { database, clock, events } = poll;
  let isEntered = false;
  const run = async (signal: AbortSignal) => {
    if (!isEntered) await enterSignals({ database, clock, rules });
    isEntered = true;
    if (!reader) return;
    const brands = await pollTelemetry({ database, clock, events, reader, rules }, signal);
    if (brands.size > 0) publish({ what: ['sources'], brands: [...brands] });
  };
  return { name: 'telemetry', everyMs: telemetryEveryMs, jitterMs: 0, run };
}

/** One job per channel: a slow receiver holds up nobody else. */
function channelJob(channel: Channel, { notify: context, events }: LiveContext): Job {
  let renewedAt = 0;
  return {
    name: `channel ${channel.id}`,
    everyMs: notifyEveryMs,
    jitterMs: 0,
    run: async (signal) => {
      const startedAt = performance.now();
      const { delivered, failed, retried } = await notify(channel, context, signal);
      const items = delivered + failed + retried;
      if (items > 0) events.stageRan({ stage: 'notify', items, durationMs: performance.now() - startedAt });
      const now = context.clock.now();
      if (!channel.renewal || signal.aborted || now < renewedAt + channel.renewal.everyMs) return;
      renewedAt = now;
      await renewStanding(channel, context, signal);
    },
  };
}

/** What was held back is told once nothing holds it any more. */
function releaseJob({ cycle, notify: { clock } }: LiveContext): Job {
  return {
    name: 'release',
    everyMs: releaseEveryMs,
    jitterMs: 0,
    run: async () => void (await releaseHeld(cycle.database, clock, cycle.track)),
  };
}

/** What nobody has taken on is told again. */
function remindJob({ cycle, notify: { clock, packs }, reminderMinutes }: LiveContext): Job {
  const context = { database: cycle.database, clock, packs, audience: cycle.track, everyMinutes: reminderMinutes };
  return { name: 'remind', everyMs: releaseEveryMs, jitterMs: 0, run: async () => void (await remind(context)) };
}

/** Once a day, or as a channel has it, what happened since the last time. A channel that takes alerts alone is left out. */
function digestJob({ digests, channels }: LiveContext): Job {
  const telling = new Set(channels.filter(({ tell }) => tell !== undefined).map(({ id }) => id));
  const plans = new Map([...digests.plans].filter(([id]) => telling.has(id)));
  const run = async () => void (await enterDigests({ ...digests, plans }));
  return { name: 'digest', everyMs: digestEveryMs, jitterMs: 0, run };
}

/** Somebody must say when nobody watches. */
function watchdogJob(sources: LiveSource[], { poll, cycle, channels, digests: { link }, events }: LiveContext): Job {
  const { database, clock } = poll;
  const watched = sources.filter((one) => one.clock === clock).map(({ source }) => source.id);
  const brands = cycle.packs.filter(({ demonstration }) => !demonstration).map(({ id }) => id);
  const context = { database, clock, channels, sources: watched, brands, link, events };
  return {
    name: 'watchdog',
    everyMs: watchdogEveryMs,
    jitterMs: 0,
    run: async (signal) => void (await lookAfter(context, signal)),
  };
}

/** Small transactions, so that nobody waits long for the database in between. Returns how many posts went. */
async function forgetPosts(database: Database, beforeMs: number, signal: AbortSignal): Promise<number> {
  for (let posts = 0; ; ) {
    const gone = await database.transaction((tx) => deletePostsBefore(tx, beforeMs, postsPerRemoval));
    posts += gone;
    if (gone < postsPerRemoval || signal.aborted) return posts;
  }
}

function upkeepJob({ poll: { database } }: LiveContext): Job {
  return { name: 'upkeep', everyMs: upkeepEveryMs, jitterMs: 0, run: (signal) => keepUp(database, signal) };
}

function retentionJob({ poll, events, retentionDays, channels }: LiveContext): Job {
  return {
    name: 'retention',
    everyMs: retentionEveryMs,
    jitterMs: 60_000,
    run: async (signal) => {
      const before = poll.clock.now() - retentionDays * 86_400_000;
      const posts = await forgetPosts(poll.database, before, signal);
      await deleteWindowsBefore(poll.database, before);
      const ids = channels.map(({ id }) => id);
      await failUnconfigured(poll.database, ids, poll.clock.now() - strayAfterMs);
      if (posts > 0) events.retained({ posts, before });
    },
  };
}
