import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { loadBrandPacks } from './adapters/assets/load-brand-packs.ts';
import { loadGazetteer } from './adapters/assets/load-gazetteer.ts';
import { loadClassifier } from './adapters/assets/load-model.ts';
import { packageRoot, programVersion } from './adapters/assets/package-root.ts';
import { openDatabase } from './adapters/databases/open-database.ts';
import { formats } from './adapters/formats/registry.ts';
import { createFetcher } from './adapters/net/fetcher.ts';
import { type OpenedSource, openSource } from './adapters/sources/open-sources.ts';
import { createSubmit } from './commands/submit-posts.ts';
import { configFingerprint } from './config/fingerprint.ts';
import type { Config } from './config/schema.ts';
import { sourceWishes } from './config/source-wishes.ts';
import { compileBrands } from './core/classify/brand-match.ts';
import { areaName } from './core/geo/area.ts';
import type { Gazetteer } from './core/geo/gazetteer.ts';
import type { BrandPack } from './core/words/brand.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { assertSafeToListen, isLoopback } from './http/safe-to-listen.ts';
import { createEvents } from './observability/events.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { createChangeFeed } from './pipeline/change-feed.ts';
import type { CycleContext } from './pipeline/cycle.ts';
import { brandPriors, incidentRules } from './pipeline/cycle-settings.ts';
import {
  createDemonstrationClock,
  demonstrationLeadMs,
  demonstrationStartMinute,
} from './pipeline/demonstration-clock.ts';
import type { IngestSettings } from './pipeline/ingest.ts';
import type { Knowledge } from './pipeline/judge.ts';
import { scopeKnowledge } from './pipeline/judge-scope.ts';
import { type LiveChange, liveJobs } from './pipeline/live-jobs.ts';
import { startSchedule } from './pipeline/schedule.ts';
import type { Clock } from './ports/clock.ts';
import type { Database } from './ports/database.ts';
import { readStagePosition } from './store/detection.ts';
import { migrate } from './store/migrate.ts';
import { settleSetting } from './store/settings.ts';
import { registerSource, switchOffOthers } from './store/sources.ts';

const systemClock: Clock = { now: () => Date.now() };
const demonstrationSource = 'demonstration';

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

/** Reads brand packs, model and gazetteer. `brands` chooses packs; the demonstration's comes along when it is wanted. */
export function loadAssets(config: Config, salt: string): Assets {
  const all = loadBrandPacks(resolve(packageRoot(), config.brandDir));
  const packs = all.filter(({ id, demonstration }) =>
    demonstration ? config.demonstration : config.brands.includes(id),
  );
  const gazetteer = loadGazetteer();
  const classifier = loadClassifier(config.model === '' ? undefined : resolve(config.model));
  return { packs, gazetteer, knowledge: { brands: compileBrands(packs), classifier, gazetteer, salt } };
}

export function ingestSettings({ authorWindowMinutes, copyWindowHours, retentionDays }: Config): IngestSettings {
  return { authorWindowMinutes, copyWindowHours, retentionDays };
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
    track: { rules: incidentRules(config), watched: new Set(packs.map(({ id }) => id)), channels: [] },
    scope: scopeKnowledge(gazetteer),
  };
}

export interface Running {
  address: string;
  /** Stops what was started, last first, and resolves when all is written. */
  stop(reason: string): Promise<void>;
}

/** Starts the whole system in this process. What was started before a failure is stopped again. */
export async function startOutcry(config: Config): Promise<Running> {
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const events = createEvents(logger, metrics);
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const { database, salt, applied } = await openStore(config);
    stops.push(() => database.close());
    if (applied.length > 0) events.migrated(applied);
    await assertSafeToListen(database, config.host);
    const assets = loadAssets(config, salt);
    const changes = createChangeFeed<LiveChange>();
    const sources = await openAllSources(config, assets, database);
    stops.push(
      async () => void (await Promise.all(sources.opened.map(({ source }) => source.close()))),
      () => sources.fetcher.close(),
    );

    const poll = {
      database,
      knowledge: assets.knowledge,
      settings: ingestSettings(config),
      clock: systemClock,
      random: Math.random,
      events,
    };
    const app = createApp({
      database,
      clock: systemClock,
      submit: createSubmit(poll),
      formats,
      brands: assets.packs,
      demoSources: [demonstrationSource],
      versions: {
        program: programVersion(),
        config: configFingerprint(config),
        model: assets.knowledge.classifier.model,
        data: programVersion(),
      },
      areaName: (area) => areaName(assets.gazetteer, area),
      webDir: join(packageRoot(), 'dist/web'),
      loopback: isLoopback(config.host),
      trustedProxies: config.trustedProxies,
      secret: salt,
      events,
      metrics,
      changes,
    });
    const listening = await listen(app, config.host, config.port);
    stops.push(() => listening.close());
    events.listening(listening.address);

    const clockOf = (pack: BrandPack) => (pack.demonstration ? sources.demonstrationClock : systemClock);
    const jobs = liveJobs(sources.opened, {
      poll,
      cycle: cycleContext(config, assets, database),
      events,
      publish: changes.publish,
      clockOf,
      retentionDays: config.retentionDays,
    });
    const schedule = startSchedule(jobs, events);
    stops.push(() => schedule.stop());
    schedule.kick();
    events.started({
      version: programVersion(),
      database: database.kind,
      sources: sources.opened.map(({ source }) => source.id),
      brands: assets.packs.length,
    });
    return {
      address: listening.address,
      stop: async (reason) => {
        events.stopping(reason);
        await stop();
        events.stopped();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openAllSources(config: Config, { packs }: Assets, database: Database) {
  const fetcher = createFetcher({ clock: systemClock, contact: config.contact, version: programVersion() });
  const real = packs.filter(({ demonstration }) => !demonstration);
  const common = { fetcher, random: Math.random };
  const opened: OpenedSource[] = sourceWishes(config).map((wish) =>
    openSource({ ...wish, ...common, brands: real, clock: systemClock }),
  );
  const demonstrated = packs.find(({ demonstration }) => demonstration);
  const reached = demonstrated && (await readStagePosition(database, 'detect', demonstrated.id));
  const startAt = reached ? reached * 60_000 : systemClock.now() - demonstrationLeadMs;
  const demonstrationClock = createDemonstrationClock(systemClock, { startAt, speed: config.demonstrationSpeed });
  if (demonstrated) {
    const path = join(packageRoot(), 'data/scenarios/demonstration.ndjson');
    const settings = { path, speed: 1, startMinute: demonstrationStartMinute };
    const wish = {
      id: demonstrationSource,
      kind: 'archive',
      settings,
      brands: [demonstrated],
      clock: demonstrationClock,
      ...common,
    };
    opened.push(openSource(wish));
  }
  for (const { source } of opened)
    await registerSource(database, { id: source.id, kind: source.kind, atMs: systemClock.now() });
  await switchOffOthers(database, [...opened.map(({ source }) => source.id), 'intake', 'form'], systemClock.now());
  return { opened, fetcher, demonstrationClock };
}
