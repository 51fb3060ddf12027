import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { loadBrandPacks } from './adapters/assets/load-brand-packs.ts';
import { loadGazetteer } from './adapters/assets/load-gazetteer.ts';
import { loadClassifier, loadClassifierFrom } from './adapters/assets/load-model.ts';
import { loadSignalRules } from './adapters/assets/load-signal-rules.ts';
import { loadStores } from './adapters/assets/load-stores.ts';
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
import { createSubmit } from './commands/submit-posts.ts';
import { changedSettings, judgingSettings } from './config/changed-settings.ts';
import { audienceOf, channelWishes, incidentLink } from './config/channel-wishes.ts';
import { configFingerprint, dataFingerprint } from './config/fingerprint.ts';
import type { Config } from './config/schema.ts';
import { sourceWishes } from './config/source-wishes.ts';
import { webSettings } from './config/web-settings.ts';
import { compileBrands } from './core/classify/brand-match.ts';
import { areaName, areaPlace } from './core/geo/area.ts';
import type { Gazetteer } from './core/geo/gazetteer.ts';
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
import { enterSources } from './pipeline/enter-sources.ts';
import type { IngestSettings } from './pipeline/ingest.ts';
import type { Knowledge } from './pipeline/judge.ts';
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

/** Everything that is read from files: what the pipeline knows before it sees a post. */
export interface Assets {
  packs: BrandPack[];
  gazetteer: Gazetteer;
  knowledge: Knowledge;
}

/** Opens the database, brings its schema up to date and finds the salt of this installation. */
export async function openStore(config: Config): Promise<{ database: Database; salt: string; applied: string[] }> {
  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: resolve(config.dataDir) });
  try {
    const applied = await migrate(database);
    return { database, applied, salt: await settleSetting(database, 'salt', randomBytes(32).toString('base64url')) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The packs that `brands` chooses; the demonstration's comes along when it is wanted. */
export function loadPacks(config: Config): BrandPack[] {
  const all = loadBrandPacks(resolve(packageRoot(), config.brandDir));
  return all.filter(({ id, demonstration }) => (demonstration ? config.demonstration : config.brands.includes(id)));
}

/** Reads brand packs, model and gazetteer. */
export function loadAssets(config: Config, salt: string): Assets {
  const packs = loadPacks(config);
  const gazetteer = loadGazetteer();
  const classifier = config.model === '' ? loadClassifier() : loadClassifierFrom(resolve(config.model));
  const brands = packs.map(({ id }) => id);
  const stores = loadStores(resolve(packageRoot(), config.storeDir), { brands, gazetteer });
  return { packs, gazetteer, knowledge: { brands: compileBrands(packs), classifier, gazetteer, stores, salt } };
}

export function ingestSettings({ authorWindowMinutes, copyWindowHours, retentionDays }: Config): IngestSettings {
  return { authorWindowMinutes, copyWindowHours, retentionDays };
}

/** What exports and answers name themselves after. */
export function versionsOf(config: Config, { knowledge, packs }: Pick<Assets, 'knowledge' | 'packs'>) {
  const program = programVersion();
  return {
    program,
    config: configFingerprint(config),
    model: knowledge.classifier.model,
    data: dataFingerprint(packs, knowledge.stores),
  };
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
  const { knowledge, packs, gazetteer } = assets;
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
    channels,
    explain: (question) => explainStratum(cycleContext(config, assets, database), question),
    clock: systemClock,
    clockOf,
    submit: createSubmit(poll),
    formats,
    brands: packs,
    demoSources: [demonstrationSource],
    versions: versionsOf(config, assets),
    areaName: (area) => areaName(gazetteer, area),
    storesOf: (brand) => knowledge.stores?.get(brand) ?? [],
    zipCenter: (zip) => zipCenter(gazetteer, zip),
    areaPlace: (area) => areaPlace(gazetteer, area),
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
  const { demonstrationClock } = sources;
  const live = { poll, cycle, events, demonstrationClock, retentionDays, reminderMinutes, ...outside };
  const schedule = startSchedule(liveJobs(sources.live, live), events);
  stops.push(() => schedule.stop());
  schedule.kick();
  const about = { version: programVersion(), database: database.kind, brands: packs.length, channels };
  events.started({ ...about, sources: sources.live.map(({ source }) => source) });
  return listening.address;
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
