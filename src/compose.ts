import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { loadSignalRules } from './adapters/assets/load-signal-rules.ts';
import { packageRoot, programVersion } from './adapters/assets/package-root.ts';
import { openChannel } from './adapters/channels/open-channels.ts';
import { openDatabase } from './adapters/databases/open-database.ts';
import { openScratchDatabase } from './adapters/databases/scratch-database.ts';
import { formats } from './adapters/formats/registry.ts';
import { createFetcher, type Fetcher } from './adapters/net/fetcher.ts';
import { type HostLimits, ownServerLimits } from './adapters/net/host-gate.ts';
import { openSource } from './adapters/sources/open-sources.ts';
import { openPrometheus } from './adapters/telemetry/prometheus.ts';
import type { HistoryTools } from './commands/backtest-history.ts';
import { createBacktestJobs } from './commands/backtest-jobs.ts';
import { explainStratum } from './commands/explain-stratum.ts';
import { previewDigest } from './commands/preview-digest.ts';
import { createSubmit } from './commands/submit-posts.ts';
import { changedSettings, judgingSettings } from './config/changed-settings.ts';
import { audienceOf, channelWishes, incidentLink, pageLink } from './config/channel-wishes.ts';
import { digestPlans } from './config/digest-plans.ts';
import { type Assets, ingestSettings, loadAssets, versionsOf } from './config/load-assets.ts';
import type { Config } from './config/schema.ts';
import { sourceWishes } from './config/source-wishes.ts';
import { webSettings } from './config/web-settings.ts';
import { areaName, areaPlace } from './core/geo/area.ts';
import { zipCenter } from './core/geo/stores.ts';
import type { BrandPack } from './core/words/brand.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { assertSafeToListen, isLoopback } from './http/safe-to-listen.ts';
import { createEvents, type Events } from './observability/events.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { createChangeFeed } from './pipeline/change-feed.ts';
import type { CycleContext } from './pipeline/cycle.ts';
import { brandPriors, incidentRules } from './pipeline/cycle-settings.ts';
import {
  createDemonstrationClock,
  demonstrationLeadMs,
  demonstrationStartMinute,
} from './pipeline/demonstration-clock.ts';
import type { DigestContext } from './pipeline/digest.ts';
import { enterSources } from './pipeline/enter-sources.ts';
import { scopeKnowledge } from './pipeline/judge-scope.ts';
import { type LiveChange, liveJobs } from './pipeline/live-jobs.ts';
import type { NotifyContext } from './pipeline/notify.ts';
import { startSchedule } from './pipeline/schedule.ts';
import type { Channel } from './ports/channel.ts';
import type { Clock } from './ports/clock.ts';
import type { Database } from './ports/database.ts';
import { readStagePosition } from './store/detection.ts';
import { migrate } from './store/migrate.ts';
import { settleSetting } from './store/settings.ts';

const systemClock: Clock = { now: () => Date.now() };
/** Id of the archive source that the demonstration's brand is read from. */
export const demonstrationSource = 'demonstration';

/** Opens the database as it is. */
export function openBareStore({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Database> {
  return openDatabase({ databaseUrl, dataDir: resolve(dataDir) });
}

/** Opens the database, brings its schema up to date and finds the salt of this installation. */
export async function openStore(config: Config): Promise<{ database: Database; salt: string; applied: string[] }> {
  const database = await openBareStore(config);
  try {
    const applied = await migrate(database);
    return { database, applied, salt: await settleSetting(database, 'salt', randomBytes(32).toString('base64url')) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

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

/** When each channel is sent a digest, and what it is written from. */
export function digestContext(config: Config, packs: readonly BrandPack[], database: Database): DigestContext {
  return {
    ...{ database, clock: systemClock, audience: audienceOf(config), link: pageLink(config) },
    packs: new Map(packs.map((pack) => [pack.id, pack])),
    plans: digestPlans(config, packs),
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

/** Starts the whole system in this process. What was started before a failure is stopped again. */
export async function startOutcry(config: Config): Promise<Running> {
  const metrics = createMetrics();
  const events = createEvents(createLogger({ level: config.logLevel }), metrics);
  const stops: StopList = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const address = await startParts(config, { events, metrics, stops });
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
}

async function startParts(config: Config, { events, metrics, stops }: Surroundings): Promise<string> {
  const { database, salt, applied } = await openStore(config);
  stops.push(() => database.close());
  if (applied.length > 0) events.migrated(applied);
  await assertSafeToListen(database, config.host);
  const assets = loadAssets(config, salt);
  const changes = createChangeFeed<LiveChange>();
  const channels = openChannels(config, stops);
  const sources = await openAllSources(config, assets, database);
  stops.push(() => sources.fetcher.close());
  stops.push(async () => void (await Promise.all(sources.live.map(({ source }) => source.close()))));
  const { knowledge, packs } = assets;
  const settings = ingestSettings(config);
  const poll = { database, knowledge, settings, clock: systemClock, random: Math.random, events };
  const clockOf = (pack: BrandPack) => (pack.demonstration ? sources.demonstrationClock : systemClock);
  const backtests = createBacktestJobs({
    ...historyTools(config, assets, database),
    clock: systemClock,
    failed: (error) => events.backtestFailed(error),
  });
  stops.push(() => backtests.close());
  const app = createApp({
    ...webSettings(config),
    database,
    backtests,
    audience: audienceOf(config),
    digestOf: (channel) => previewDigest(digestContext(config, packs, database), channel),
    channels,
    explain: (question) => explainStratum(cycleContext(config, assets, database), question),
    clock: systemClock,
    clockOf,
    submit: createSubmit(poll),
    formats,
    brands: packs,
    demoSources: [demonstrationSource],
    versions: versionsOf(config, assets),
    ...placeAnswers(assets),
    webDir: join(packageRoot(), 'dist/web'),
    loopback: isLoopback(config.host),
    secret: salt,
    events,
    metrics,
    changes,
  });
  const listening = await listen(app, config.host, config.port);
  stops.push(() => listening.close());
  events.listening(listening.address);
  const notify = notifyContext(config, { database, packs, events });
  const cycle = cycleContext(config, assets, database);
  Object.assign(cycle.track, audienceOf(config));
  const outside = { publish: changes.publish, channels, notify, telemetry: openTelemetry(config, packs, stops) };
  const { retentionDays, reminderMinutes } = config;
  const digests = digestContext(config, packs, database);
  const { demonstrationClock } = sources;
  const live = { poll, cycle, events, demonstrationClock, retentionDays, reminderMinutes, digests, ...outside };
  const schedule = startSchedule(liveJobs(sources.live, live), events);
  stops.push(() => schedule.stop());
  schedule.kick();
  const about = { version: programVersion(), database: database.kind, brands: packs.length, channels };
  events.started({ ...about, sources: sources.live.map(({ source }) => source) });
  return listening.address;
}

function placeAnswers({ gazetteer, knowledge }: Assets) {
  return {
    areaName: (area: string) => areaName(gazetteer, area),
    storesOf: (brand: string) => knowledge.stores?.get(brand) ?? [],
    zipCenter: (zip: string) => zipCenter(gazetteer, zip),
    areaPlace: (area: string) => areaPlace(gazetteer, area),
  };
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

function openChannels(config: Config, stops: StopList): Channel[] {
  const fetcher = openFetcher(config);
  stops.push(() => fetcher.close());
  return channelWishes(config).map((wish) => openChannel(wish, { fetcher, clock: systemClock }).channel);
}

function notifyContext(
  config: Config,
  { database, packs, events }: { database: Database; packs: BrandPack[]; events: Events },
): NotifyContext {
  return {
    database,
    clock: systemClock,
    random: Math.random,
    events,
    packs: new Map(packs.map((pack) => [pack.id, pack])),
    linkTo: (incidentId) => incidentLink(config, incidentId),
    owner: randomUUID(),
  };
}

/** Opens the configured sources, and the demonstration's archive on a clock of its own. */
async function openAllSources(config: Config, { packs }: Assets, database: Database) {
  const fetcher = openFetcher(config);
  const common = { fetcher, random: Math.random };
  const real = packs.filter(({ demonstration }) => !demonstration);
  const wishes = sourceWishes(config).map((wish) => ({ ...wish, ...common, brands: real, clock: systemClock }));
  const demonstrated = packs.find(({ demonstration }) => demonstration);
  const reached = demonstrated && (await readStagePosition(database, 'detect', demonstrated.id));
  const startAt = reached ? reached * 60_000 : systemClock.now() - demonstrationLeadMs;
  const demonstrationClock = createDemonstrationClock(systemClock, { startAt, speed: config.demonstrationSpeed });
  if (demonstrated) {
    const path = join(packageRoot(), 'data/scenarios/demonstration.ndjson');
    const settings = { path, speed: 1, startMinute: demonstrationStartMinute };
    const brands = [demonstrated];
    wishes.push({ id: demonstrationSource, kind: 'archive', settings, brands, ...common, clock: demonstrationClock });
  }
  const live = await enterSources(database, wishes.map(openSource), systemClock);
  return { live, fetcher, demonstrationClock };
}
