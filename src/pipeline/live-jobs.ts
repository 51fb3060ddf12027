import type { Events } from '../observability/events.ts';
import type { Channel } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import type { Source } from '../ports/source.ts';
import { failUnconfigured } from '../store/outbox.ts';
import { keepUp } from '../store/upkeep.ts';
import type { CycleContext } from './cycle.ts';
import { cycleJob, relateJob } from './detect-jobs.ts';
import { type DigestContext, enterDigests } from './digest.ts';
import { createChangeFollower } from './follow-changes.ts';
import { forget, type Retention } from './forget.ts';
import { type Leases, renewEveryMs } from './leases.ts';
import { type NotifyContext, notify, renewStanding } from './notify.ts';
import { type PollContext, pollSource } from './poll-source.ts';
import { enterSignals, pollTelemetry, type TelemetryContext } from './poll-telemetry.ts';
import { recheckSource } from './recheck-source.ts';
import { releaseHeld } from './release-held.ts';
import { remind } from './remind.ts';
import type { LeaseKind, Role } from './roles.ts';
import type { Job } from './schedule.ts';
import { settlePages } from './settle-pages.ts';
import { receiveParts } from './store-part.ts';
import { lookAfter } from './watchdog.ts';

/** What pages are told: which kinds of things changed, for which brands (none named: all). */
export interface LiveChange {
  what: ('brands' | 'incidents' | 'timeline' | 'reports' | 'sources')[];
  brands: string[];
}

export interface LiveContext {
  /** What this process does. */
  roles: ReadonlySet<Role>;
  leases: Leases;
  poll: PollContext;
  cycle: CycleContext;
  events: Events;
  publish: (change: LiveChange) => void;
  /** Where other processes change things, too: told of all that the store shows, so that nobody else need publish. */
  follow: ((change: LiveChange) => void) | null;
  /** By which the demonstration's brand is judged. */
  demonstrationClock: Clock;
  retention: Retention;
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

const notifyEveryMs = 2_000;
const releaseEveryMs = 10_000;
const digestEveryMs = 30_000;
const watchdogEveryMs = 60_000;
const telemetryEveryMs = 20_000;
const retentionEveryMs = 6 * 3_600_000;
const upkeepEveryMs = 30_000;
/** Messages for a channel that is configured no more are given up after this time. */
const strayAfterMs = 24 * 3_600_000;
const followEveryMs = 1_000;
const queueEveryMs = 1_000;
const recheckEveryMs = 60_000;

/** Everything that runs on its own in this process: each source, the stages behind them, each channel, and what goes with them. */
export function liveJobs(sources: LiveSource[], context: LiveContext): [leases: Job, ...others: Job[]] {
  const { roles, leases } = context;
  const isQueued = context.poll.queue.partitions > 0;
  const ingest = [telemetryJob(context), retentionJob(context), ...(isQueued ? [settleJob(context)] : [])];
  const notify = [releaseJob(context), remindJob(context), digestJob(context), watchdogJob(sources, context)];
  const shared: [LeaseKind, string[]][] = [];
  const jobs: Job[] = [];
  if (roles.has('ingest')) {
    shared.push(['source', sources.map(({ source }) => source.id)], ['ingest job', ingest.map(({ name }) => name)]);
    jobs.push(...sources.map((one) => sourceJob(one, context)), upkeepJob(context));
    jobs.push(...sources.flatMap((one) => (one.source.recheck ? [recheckJob(one, context)] : [])));
    if (isQueued) jobs.push(receiveJob(context));
    jobs.push(...ingest.map((job) => alone(leases, 'ingest job', job)));
  }
  if (roles.has('detect')) jobs.push(cycleJob(context), relateJob(context));
  if (roles.has('notify')) {
    const renewals = context.channels.filter(({ renewal }) => renewal).map(renewalName);
    shared.push(['notify job', [...notify.map(({ name }) => name), ...renewals]]);
    jobs.push(...context.channels.map((channel) => channelJob(channel, context)));
    jobs.push(...notify.map((job) => alone(leases, 'notify job', job)));
  }
  if (roles.has('api') && context.follow) jobs.push(followJob(context.poll.database, context.follow));
  return [leaseJob(leases, shared), ...jobs];
}

/** Says that this process is alive, and takes its part. Nothing else does anything before it ran once. */
function leaseJob(leases: Leases, shared: [LeaseKind, string[]][]): Job {
  const run = async () => {
    await leases.renew();
    for (const [kind, names] of shared) await leases.share(kind, names);
  };
  return { name: 'leases', everyMs: renewEveryMs, jitterMs: 0, run };
}

/** Something that one worker at a time does. */
function alone(leases: Leases, kind: LeaseKind, job: Job): Job {
  return { ...job, run: async (signal) => void (await leases.use(kind, job.name, () => job.run(signal))) };
}

function sourceJob({ source, everyMs }: LiveSource, { poll, publish, leases }: LiveContext): Job {
  return {
    name: `source ${source.id}`,
    everyMs,
    jitterMs: Math.min(5_000, everyMs / 10),
    run: async (signal) => {
      const posts = await leases.use('source', source.id, (database) =>
        pollSource(source, { ...poll, database }, signal),
      );
      // Another worker reads it: what is still open here would be read for nobody.
      if (posts === null) await source.close();
      else publish({ what: posts > 0 ? ['sources', 'reports'] : ['sources'], brands: [] });
    },
  };
}

/** Whoever reads a source asks it again, too; what was deleted or edited is shown at once. */
function recheckJob({ source }: LiveSource, { poll, publish, leases }: LiveContext): Job {
  return {
    name: `recheck ${source.id}`,
    everyMs: recheckEveryMs,
    jitterMs: 5_000,
    run: async (signal) => {
      const changed = await leases.use('source', source.id, (database) =>
        recheckSource(source, { ...poll, database }, signal),
      );
      if (changed) publish({ what: ['reports', 'timeline'], brands: [] });
    },
  };
}

/** Goes on until the process ends, in every worker. */
function receiveJob({ poll }: LiveContext): Job {
  return { name: 'receive', everyMs: queueEveryMs, jitterMs: 0, run: (signal) => receiveParts(poll, signal) };
}

function settleJob({ poll }: LiveContext): Job {
  const run = async () => void (await settlePages(poll));
  return { name: 'settle', everyMs: queueEveryMs, jitterMs: 0, run };
}

/** Pages are told of what other processes have done. */
function followJob(database: Database, tell: (change: LiveChange) => void): Job {
  const follow = createChangeFollower(database);
  const run = async () => {
    for (const change of await follow()) tell(change);
  };
  return { name: 'follow', everyMs: followEveryMs, jitterMs: 0, run };
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
function channelJob(channel: Channel, { notify: context, events, leases }: LiveContext): Job {
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
      await leases.use('notify job', renewalName(channel), () => renewStanding(channel, context, signal));
    },
  };
}

function renewalName({ id }: Channel): string {
  return `renewal ${id}`;
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
function upkeepJob({ poll: { database } }: LiveContext): Job {
  return { name: 'upkeep', everyMs: upkeepEveryMs, jitterMs: 0, run: (signal) => keepUp(database, signal) };
}

function retentionJob({ poll, events, retention, channels }: LiveContext): Job {
  return {
    name: 'retention',
    everyMs: retentionEveryMs,
    jitterMs: 60_000,
    run: async (signal) => {
      const now = poll.clock.now();
      const posts = await forget(poll.database, retention, now, signal);
      const ids = channels.map(({ id }) => id);
      await failUnconfigured(poll.database, ids, now - strayAfterMs);
      if (posts > 0) events.retained({ posts, before: now - retention.posts * 86_400_000 });
    },
  };
}
