import { join } from 'node:path';
import { loadSignalRules } from './adapters/assets/load-signal-rules.ts';
import { packageRoot, programVersion } from './adapters/assets/package-root.ts';
import { openChannel } from './adapters/channels/open-channels.ts';
import { openScratchDatabase } from './adapters/databases/scratch-database.ts';
import { formats } from './adapters/formats/registry.ts';
import { createFetcher, type Fetcher } from './adapters/net/fetcher.ts';
import { type HostLimits, ownServerLimits } from './adapters/net/host-gate.ts';
import { openQueue } from './adapters/queues/open-queue.ts';
import { openSource } from './adapters/sources/open-sources.ts';
import { openPrometheus } from './adapters/telemetry/prometheus.ts';
import type { HistoryTools } from './commands/backtest-history.ts';
import { createBacktestJobs } from './commands/backtest-jobs.ts';
import { explainStratum } from './commands/explain-stratum.ts';
import { previewDigest } from './commands/preview-digest.ts';
import { createSubmit } from './commands/submit-posts.ts';
import { changedSettings, judgingSettings } from './config/changed-settings.ts';
import { audienceOf, channelWishes, incidentLink } from './config/channel-wishes.ts';
import { digestContext } from './config/digest-plans.ts';
import {
  type Assets,
  ingestSettings,
  loadAssets,
  placeAnswers,
  retentionOf,
  versionsOf,
} from './config/load-assets.ts';
import { openStore, settleSigningSecret } from './config/open-store.ts';
import type { Config } from './config/schema.ts';
import { demonstrationSource, sourceWishes } from './config/source-wishes.ts';
import { webSettings } from './config/web-settings.ts';
import type { BrandPack } from './core/words/brand.ts';
import { type App, createApp, createHealthApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { assertSafeToListen, isLoopback } from './http/safe-to-listen.ts';
import { createEvents, type Events } from './observability/events.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { saltedKey } from './pipeline/author-key.ts';
import { createChangeFeed } from './pipeline/change-feed.ts';
import type { CycleContext } from './pipeline/cycle.ts';
import { brandPriors, incidentRules } from './pipeline/cycle-settings.ts';
import {
  createDemonstrationClock,
  demonstrationLeadMs,
  demonstrationStartMinute,
} from './pipeline/demonstration-clock.ts';
import { enterSources } from './pipeline/enter-sources.ts';
import { scopeKnowledge } from './pipeline/judge-scope.ts';
import { type Leases, openLeases } from './pipeline/leases.ts';
import { type LiveChange, liveJobs } from './pipeline/live-jobs.ts';
import type { NotifyContext } from './pipeline/notify.ts';
import type { PollContext } from './pipeline/poll-source.ts';
import { roles as everyRole, type Role } from './pipeline/roles.ts';
import { type Pace, startSchedule } from './pipeline/schedule.ts';
import type { Channel } from './ports/channel.ts';
import type { Clock } from './ports/clock.ts';
import type { Database } from './ports/database.ts';
import { readStagePosition } from './store/stage-positions.ts';

const systemClock: Clock = { now: () => Date.now() };
const livePace: Pace = { clock: systemClock, startSchedule };

/** Stages 2 to 4 over a database. */
export function cycleContext(config: Config, { packs, gazetteer }: Assets, database: Database): CycleContext {
  return {
    database,
    packs,
    settings: {
      authorWindowMinutes: config.authorWindowMinutes,
      budgetMinutes: config.falseAlarmBudgetDays * 1440,
      priors: brandPriors(gazetteer),
    },
    track: {
      rules: incidentRules(config),
      watched: new Set(packs.map(({ id }) => id)),
      nameOf: (brand) => packs.find(({ id }) => id === brand)?.name ?? brand,
      channels: [],
    },
    scope: scopeKnowledge(gazetteer),
  };
}

/** What it takes to judge stored history again under changed settings. */
export function historyTools(config: Config, assets: Assets, history: Database): HistoryTools {
  return {
    history,
    openScratch: openScratchDatabase,
    cycleOf: (changes, scratch) => cycleContext(changedSettings(config, changes, judgingSettings), assets, scratch),
  };
}

export interface Running {
  address: string;
  /** Stops what was started, last first, and resolves when all is written. */
  stop(reason: string): Promise<void>;
}

type StopList = (() => Promise<void> | void)[];

/** Starts what a process of these roles does, the whole system by default. What was started before a failure is stopped again. */
export async function startOutcry(
  config: Config,
  roles: ReadonlySet<Role> = new Set(everyRole),
  pace = livePace,
): Promise<Running> {
  const metrics = createMetrics();
  const events = createEvents(createLogger({ level: config.logLevel }), metrics);
  const stops: StopList = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    // The demonstration runs by a clock of its own, which processes don't share.
    const isWhole = roles.size === everyRole.length;
    const its = isWhole ? config : { ...config, demonstration: false };
    const address = await startParts(its, { events, metrics, stops, roles, pace });
    const stop = async (reason: string) => {
      events.stopping(reason);
      await stopAll();
      events.stopped();
    };
    return { address, stop };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

interface Surroundings {
  events: Events;
  metrics: Metrics;
  stops: StopList;
  roles: ReadonlySet<Role>;
  pace: Pace;
}

async function startParts(config: Config, surroundings: Surroundings): Promise<string> {
  const { events, stops, roles, pace } = surroundings;
  const { clock } = pace;
  const { database, salt, applied } = await openStore(config);
  stops.push(() => database.close());
  if (applied.length > 0) events.migrated(applied);
  const assets = loadAssets(config, salt);
  const { knowledge, packs } = assets;
  const changes = createChangeFeed<LiveChange>();
  const channels = openChannels(config, { stops, clock });
  const sources = await openAllSources(config, { assets, database, clock, salt });
  stops.push(() => sources.fetcher.close());
  stops.push(async () => void (await Promise.all(sources.live.map(({ source }) => source.close()))));
  const queue = openQueue({ address: roles.has('ingest') ? config.stream : null, salt });
  stops.push(() => queue.close());
  if (roles.has('ingest')) await enterSources({ database, clock, queue }, sources.live);
  const settings = ingestSettings(config);
  const poll = { database, knowledge, settings, clock, random: Math.random, events, queue };
  const served = { database, assets, salt, changes, channels, poll, demonstrationClock: sources.demonstrationClock };
  const listening = await listen(await appOf(config, surroundings, served), config.host, config.port);
  stops.push(() => listening.close());
  events.listening(listening.address);
  const leases = openLeases(database, roles, events);
  const notify = notifyContext(config, { database, packs, events, leases, clock });
  const cycle = cycleContext(config, assets, database);
  Object.assign(cycle.track, audienceOf(config));
  // Where others change things, too, pages are told what the database shows.
  const follow = database.kind === 'postgres' ? changes.publish : null;
  const publish = follow ? () => {} : changes.publish;
  const outside = { publish, follow, channels, notify, telemetry: openTelemetry(config, packs, stops) };
  const digests = digestContext(config, packs, { database, clock });
  const { reminderMinutes } = config;
  const mine = { poll, cycle, events, digests, roles, leases, retention: retentionOf(config), reminderMinutes };
  const own = { ...mine, demonstrationClock: sources.demonstrationClock };
  const [first, ...jobs] = liveJobs(sources.live, { ...own, ...outside });
  await first.run(AbortSignal.timeout(30_000));
  stops.push(() => leases.leave());
  const schedule = pace.startSchedule([first, ...jobs], events);
  stops.push(() => schedule.stop());
  schedule.kick();
  const about = { version: programVersion(), database: database.kind, brands: packs.length, channels };
  events.started({ ...about, roles: [...roles], sources: sources.live.map(({ source }) => source) });
  return listening.address;
}

interface Served {
  database: Database;
  assets: Assets;
  salt: string;
  changes: ReturnType<typeof createChangeFeed<LiveChange>>;
  channels: Channel[];
  poll: PollContext;
  demonstrationClock: Clock;
}

/** Page and API, or only what every worker tells of itself. */
async function appOf(
  config: Config,
  { events, metrics, stops, roles, pace }: Surroundings,
  served: Served,
): Promise<App> {
  const { database, assets, salt, changes, channels, poll, demonstrationClock } = served;
  const { packs } = assets;
  const { clock } = pace;
  const versions = versionsOf(config, assets);
  const about = { database, queue: poll.queue, metrics, clock, brands: packs, versions };
  if (!roles.has('api')) return createHealthApp(about);
  await assertSafeToListen(database, config.host);
  const backtests = createBacktestJobs({
    ...historyTools(config, assets, database),
    clock,
    failed: (error) => events.backtestFailed(error),
  });
  stops.push(() => backtests.close());
  return createApp({
    ...webSettings(config),
    ...about,
    backtests,
    audience: audienceOf(config),
    digestOf: (channel) => previewDigest(digestContext(config, packs, { database, clock }), channel),
    channels,
    explain: (question) => explainStratum(cycleContext(config, assets, database), question),
    clockOf: (pack) => (pack.demonstration ? demonstrationClock : clock),
    submit: createSubmit(poll),
    formats,
    demoSources: [demonstrationSource],
    ...placeAnswers(assets),
    webDir: join(packageRoot(), 'dist/web'),
    loopback: isLoopback(config.host),
    salt,
    signingSecret: await settleSigningSecret(database),
    events,
    changes,
  });
}

/** Sources and channels have one each: who is read too often must not keep us from telling. */
export function openFetcher({ contact, allowInside }: Config, limits: Partial<HostLimits> = {}): Fetcher {
  return createFetcher({ clock: systemClock, contact, version: programVersion(), allowInside, limits });
}

/** The brands' own signals: null without a Prometheus. */
export function openTelemetryReader(config: Config) {
  const { prometheusUrl: url, prometheusBearerToken: bearerToken } = config;
  return url ? openPrometheus({ url, bearerToken, fetcher: openFetcher(config, ownServerLimits) }) : null;
}

function openTelemetry(config: Config, packs: BrandPack[], stops: StopList) {
  const reader = openTelemetryReader(config);
  if (reader) stops.push(() => reader.close());
  return { reader, rules: reader ? loadSignalRules(config.telemetryDir, packs) : [] };
}

function openChannels(config: Config, { stops, clock }: { stops: StopList; clock: Clock }): Channel[] {
  const fetcher = openFetcher(config);
  stops.push(() => fetcher.close());
  return channelWishes(config).map((wish) => openChannel(wish, { fetcher, clock }).channel);
}

type NotifyParts = Pick<NotifyContext, 'database' | 'events' | 'clock'> & { leases: Leases; packs: BrandPack[] };

function notifyContext(config: Config, { leases, packs, ...rest }: NotifyParts): NotifyContext {
  return {
    ...rest,
    random: Math.random,
    packs: new Map(packs.map((pack) => [pack.id, pack])),
    linkTo: (incidentId) => incidentLink(config, incidentId),
    get owner() {
      return leases.worker;
    },
  };
}

/** Opens the configured sources, and the demonstration's archive on a clock of its own. */
async function openAllSources(
  config: Config,
  { assets, database, clock, salt }: { assets: Assets; database: Database; clock: Clock; salt: string },
) {
  const { packs } = assets;
  const fetcher = openFetcher(config);
  const common = { fetcher, random: Math.random, keyOf: (text: string) => saltedKey(salt, text) };
  const real = packs.filter(({ demonstration }) => !demonstration);
  const wishes = sourceWishes(config).map((wish) => ({ ...wish, ...common, brands: real, clock }));
  const demonstrated = packs.find(({ demonstration }) => demonstration);
  const reached = demonstrated && (await readStagePosition(database, 'detect', demonstrated.id));
  const startAt = reached ? reached * 60_000 : clock.now() - demonstrationLeadMs;
  const demonstrationClock = createDemonstrationClock(clock, { startAt, speed: config.demonstrationSpeed });
  if (demonstrated) {
    const path = join(packageRoot(), 'data/scenarios/demonstration.ndjson');
    const settings = { path, speed: 1, startMinute: demonstrationStartMinute };
    const brands = [demonstrated];
    wishes.push({ id: demonstrationSource, kind: 'archive', settings, brands, ...common, clock: demonstrationClock });
  }
  // One that has nothing to ask for need not be scheduled.
  const live = wishes.map(openSource).filter(({ source }) => source.idle === undefined);
  return { live, fetcher, demonstrationClock };
}
