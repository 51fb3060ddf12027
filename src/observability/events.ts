import type { Transition } from '../core/words/incident.ts';
import { isoInstant } from '../core/words/interval.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** What happens in the program, told once to the log and to the metrics. One function per event. */
export type Events = ReturnType<typeof createEvents>;

export function createEvents(logger: Logger, metrics: Metrics) {
  return {
    ...programEvents(logger, metrics),
    ...ingestEvents(logger, metrics),
    ...queueEvents(logger, metrics),
    ...telemetryEvents(logger, metrics),
    ...stageEvents(logger, metrics),
    ...incidentEvents(logger, metrics),
    ...edgeEvents(logger, metrics),
  };
}

interface Started {
  version: string;
  database: string;
  brands: number;
  roles: readonly string[];
  sources: readonly { id: string }[];
  channels: readonly { id: string }[];
}

function programEvents(logger: Logger, metrics: Metrics) {
  return {
    started: ({ sources, channels, ...about }: Started) => {
      // A counter that appears with its first event has no increase that a query could see.
      for (const { id: channel } of channels)
        for (const result of ['delivered', 'retried', 'failed']) metrics.deliveries.inc({ channel, result }, 0);
      logger.info(
        { ...about, sources: sources.map(({ id }) => id), channels: channels.map(({ id }) => id) },
        'started',
      );
    },
    listening: (address: string) => logger.info({ address }, 'listening'),
    stopping: (reason: string) => logger.info({ reason }, 'stopping'),
    stopped: () => logger.info('stopped'),
    migrated: (names: string[]) => logger.info({ names }, 'database migrated'),
    retained: (about: { posts: number; before: number }) =>
      logger.info({ posts: about.posts, before: isoInstant(about.before) }, 'old posts removed'),
  };
}

interface IngestedPage {
  source: string;
  outcomes: Record<string, number>;
  malformed: number;
  /** From a post's own time to its storage, of new ones. */
  delaysMs: readonly number[];
  at: number;
}

function ingestEvents(logger: Logger, metrics: Metrics) {
  return {
    /** A page was stored: how many posts had which outcome (`kept` or a reason to drop). */
    pageIngested: (page: IngestedPage) => {
      const { source, outcomes, malformed, delaysMs, at } = page;
      for (const [outcome, n] of Object.entries(outcomes)) metrics.posts.inc({ source, outcome }, n);
      for (const delayMs of delaysMs) metrics.postDelay.observe({ source }, Math.max(0, delayMs) / 1_000);
      if (malformed > 0) metrics.malformed.inc({ source }, malformed);
      logger.debug({ source, outcomes, malformed, at }, 'page ingested');
    },
    itemMalformed: (about: { source: string; where: string; message: string }) =>
      logger.warn(about, 'item not readable'),
    sourceFailed: (about: { source: string; kind: string; message: string; retryAt: number | null; state: string }) => {
      metrics.fetchErrors.inc({ source: about.source, kind: about.kind });
      logger.warn({ ...about, retryAt: about.retryAt === null ? null : isoInstant(about.retryAt) }, 'source failed');
    },
    rechecked: (about: { source: string; asked: number; changed: number }) =>
      logger.debug(about, 'posts asked about again'),
    /** Says nothing about how the source is read, so it is no fetch error. */
    recheckFailed: (about: { source: string; kind: string; message: string; retryAt: number }) =>
      logger.warn({ ...about, retryAt: isoInstant(about.retryAt) }, 'recheck failed'),
    sourceStateChanged: (about: { source: string; state: string; message: string }) =>
      logger.info(about, 'source state changed'),
  };
}

/** Parts of pages on their way over a queue. */
function queueEvents(logger: Logger, metrics: Metrics) {
  return {
    partStored: () => metrics.parts.inc({ result: 'stored' }),
    /** It came again although it was stored. */
    partKnown: () => metrics.parts.inc({ result: 'known' }),
    /** `passes`: it is the database's fault, and waits for it. */
    partFailed: (about: { partition: number; deliveries: number; passes: boolean }, error: unknown) => {
      metrics.parts.inc({ result: 'failed' });
      logger[about.passes ? 'debug' : 'warn']({ ...about, err: error }, 'part not stored');
    },
    partKeptAside: (about: { partition: number; sequence: number; source: string; reason: string }) => {
      metrics.parts.inc({ result: 'aside' });
      logger.error(about, 'part kept aside');
    },
    pagesLost: (sources: string[]) => logger.warn({ sources }, 'queue lost pages; their sources are read again'),
  };
}

function telemetryEvents(logger: Logger, metrics: Metrics) {
  return {
    telemetryRead: (about: { brand: string; signal: string; samples: number; hasData: boolean }) => {
      metrics.signalUp.set({ brand: about.brand, signal: about.signal }, about.hasData ? 1 : 0);
      logger.debug(about, 'telemetry read');
    },
    telemetryFailed: (about: { brand: string; signal: string; kind: string; message: string }) => {
      metrics.signalUp.set({ brand: about.brand, signal: about.signal }, 0);
      metrics.signalErrors.inc({ kind: about.kind });
      logger.warn(about, 'telemetry not readable');
    },
    telemetryHealthChanged: (about: { brand: string; signal: string; health: string; message: string }) =>
      logger.info(about, 'telemetry health changed'),
  };
}

function stageEvents(logger: Logger, metrics: Metrics) {
  return {
    stageRan: (about: { stage: string; items: number; durationMs: number }) => {
      metrics.stageSeconds.observe({ stage: about.stage }, about.durationMs / 1_000);
      metrics.stageItems.inc({ stage: about.stage }, about.items);
      logger.debug(about, 'stage ran');
    },
    stageFailed: (stage: string, error: unknown) => {
      metrics.stageErrors.inc({ stage });
      logger.error({ stage, err: error }, 'stage failed');
    },
    leasesChanged: (about: { kind: string; held: string[]; taken: string[]; givenBack: string[] }) => {
      metrics.leases.set({ kind: about.kind }, about.held.length);
      logger.info(about, 'leases changed');
    },
    workerGivenUp: (worker: string) => {
      metrics.workersGivenUp.inc();
      logger.warn({ worker }, 'worker given up');
    },
    backtestFailed: (error: unknown) => logger.error({ err: error }, 'backtest failed'),
  };
}

function incidentEvents(logger: Logger, metrics: Metrics) {
  return {
    incidentMoved: (transition: Transition) => {
      const { brand } = transition.incident;
      metrics.transitions.inc({ brand, state: transition.to });
      const { incidentId, revision, from, to } = transition;
      logger.info({ incidentId, brand, revision, from, to, at: isoInstant(transition.at) }, 'incident moved');
    },
    messageDelivered: (channel: string, key: string) => {
      metrics.deliveries.inc({ channel, result: 'delivered' });
      logger.info({ channel, outbox: key }, 'message delivered');
    },
    messageFailed: (about: { channel: string; outbox: string; kind: string; message: string; final: boolean }) => {
      metrics.deliveries.inc({ channel: about.channel, result: about.final ? 'failed' : 'retried' });
      logger.warn(about, 'message not delivered');
    },
  };
}

function edgeEvents(logger: Logger, metrics: Metrics) {
  return {
    requestAnswered: (about: { method: string; route: string; status: number; durationMs: number }) => {
      const { method, route, status, durationMs } = about;
      metrics.requestSeconds.observe({ method, route, status: String(status) }, durationMs / 1_000);
      logger.debug(about, 'request answered');
    },
    requestRefused: (code: string, route: string) => {
      metrics.refusedKeys.inc({ code });
      logger.info({ code, route }, 'request refused');
    },
    requestFailed: (route: string, error: unknown) => logger.error({ route, err: error }, 'request failed'),
    eventStreamOpened: () => metrics.liveReaders.inc(),
    eventStreamClosed: () => metrics.liveReaders.dec(),
    exported: (about: { what: string; format: string; rows: number; durationMs: number }) => {
      metrics.exportedRows.inc({ what: about.what, format: about.format }, about.rows);
      logger.info(about, 'export written');
    },
    exportBroken: (about: { what: string; format: string }, error: unknown) =>
      logger.warn({ ...about, err: error }, 'export broken off'),
    labeled: (about: { id: number; brand: string; kind: string; withdrawn: boolean }) =>
      logger.info(about, about.withdrawn ? 'label withdrawn' : 'report labeled'),
    keyIssued: (about: { id: string; role: string; by: string }) => logger.info(about, 'key issued'),
    keyRevoked: (about: { id: string; by: string }) => logger.info(about, 'key revoked'),
  };
}
