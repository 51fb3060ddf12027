import type { Alert } from '../core/words/alert.ts';
import type { Transition } from '../core/words/incident.ts';
import { isoInstant } from '../core/words/interval.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** What happens in the program, told once to the log and to the metrics. One function per event. */
export type Events = ReturnType<typeof createEvents>;

export function createEvents(logger: Logger, metrics: Metrics) {
  return {
    ...programEvents(logger),
    ...ingestEvents(logger, metrics),
    ...telemetryEvents(logger, metrics),
    ...stageEvents(logger, metrics),
    ...incidentEvents(logger, metrics),
    ...edgeEvents(logger, metrics),
  };
}

function programEvents(logger: Logger) {
  return {
    started: (about: { version: string; database: string; sources: string[]; brands: number }) =>
      logger.info(about, 'started'),
    listening: (address: string) => logger.info({ address }, 'listening'),
    stopping: (reason: string) => logger.info({ reason }, 'stopping'),
    stopped: () => logger.info('stopped'),
    migrated: (names: string[]) => logger.info({ names }, 'database migrated'),
    retained: (about: { posts: number; before: number }) =>
      logger.info({ posts: about.posts, before: isoInstant(about.before) }, 'old posts removed'),
  };
}

function ingestEvents(logger: Logger, metrics: Metrics) {
  return {
    /** A page was stored: how many posts had which outcome (`kept` or a reason to drop). */
    pageIngested: (page: { source: string; outcomes: Record<string, number>; malformed: number; at: number }) => {
      for (const [outcome, n] of Object.entries(page.outcomes)) metrics.posts.inc({ source: page.source, outcome }, n);
      if (page.malformed > 0) metrics.malformed.inc({ source: page.source }, page.malformed);
      metrics.sourceLastSuccess.set({ source: page.source }, page.at / 1_000);
      logger.debug(page, 'page ingested');
    },
    postStored: (source: string, delayMs: number) =>
      metrics.postDelay.observe({ source }, Math.max(0, delayMs) / 1_000),
    itemMalformed: (about: { source: string; where: string; message: string }) =>
      logger.warn(about, 'item not readable'),
    sourceFailed: (about: { source: string; kind: string; message: string; retryAt: number | null }) => {
      metrics.fetchErrors.inc({ source: about.source, kind: about.kind });
      logger.warn({ ...about, retryAt: about.retryAt === null ? null : isoInstant(about.retryAt) }, 'source failed');
    },
    sourceStateChanged: (about: { source: string; state: string; message: string }) => {
      metrics.sourceUp.set({ source: about.source }, about.state === 'ok' || about.state === 'limited' ? 1 : 0);
      logger.info(about, 'source state changed');
    },
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
    backtestFailed: (error: unknown) => logger.error({ err: error }, 'backtest failed'),
    judged: (brand: string, untilAt: number) => metrics.judgedUntil.set({ brand }, untilAt / 1_000),
  };
}

function incidentEvents(logger: Logger, metrics: Metrics) {
  return {
    alertRaised: (alert: Alert) => {
      metrics.alerts.inc({ brand: alert.stratum.brand, method: alert.method });
      const { id, method, stratum, observed, expected, recurrenceIntervalMinutes } = alert;
      logger.info({ id, method, stratum, observed, expected, recurrenceIntervalMinutes }, 'alert raised');
    },
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
