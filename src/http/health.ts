import { Router } from 'express';
import { isoInstant } from '../core/words/interval.ts';
import type { QueueState } from '../ports/page-queue.ts';
import { countPartsAside } from '../store/page-queue.ts';
import { readAsOf } from '../store/read/as-of.ts';
import { countOpenIncidents } from '../store/read/incidents.ts';
import { readSources } from '../store/read/sources.ts';
import { readWaitingMessages } from '../store/read/waiting-messages.ts';
import type { Context } from './context.ts';

const answerWithinMs = 5_000;

export type HealthContext = Pick<Context, 'database' | 'versions' | 'metrics' | 'brandById' | 'clock' | 'queue'>;

/** Alive, ready, measured. None of them says anything that isn't public. A worker that only takes pages isn't ready without its queue. */
export function healthRoutes(context: HealthContext, { needsQueue = false } = {}): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.json({ alive: true, version: context.versions.program });
  });
  router.get('/readyz', async (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    const stream = await streamOf(context);
    const shown = stream && { stream };
    try {
      const judged = await within(answerWithinMs, readAsOf(context.database));
      const newest = Math.max(...judged.values());
      const judgedUntil = Number.isFinite(newest) ? isoInstant(newest * 60_000) : null;
      const fault = needsQueue ? stream?.fault : undefined;
      if (fault) response.status(503).json({ ready: false, reason: fault, judgedUntil, ...shown });
      else response.json({ ready: true, judgedUntil, ...shown });
    } catch {
      response.status(503).json({ ready: false, reason: 'the database does not answer', ...shown });
    }
  });
  router.get('/metrics', async (_request, response) => {
    const { registry } = context.metrics;
    await countWhatStands(context);
    response.setHeader('Content-Type', registry.contentType);
    response.send(await registry.metrics());
  });
  return router;
}

/** How the stream is doing, where this process uses one. */
async function streamOf({ queue, database, clock }: HealthContext) {
  const slow: QueueState = { fault: 'the stream does not answer', waiting: 0, oldestAt: null, bytes: 0, mostBytes: 0 };
  const state = await within(answerWithinMs, queue.state()).catch(() => slow);
  if (state === null) return undefined;
  const [aside = null] = await orNothing(countPartsAside(database).then((n) => [n]));
  const { oldestAt, ...rest } = state;
  return { ...rest, oldestSeconds: oldestAt === null ? 0 : Math.max(0, clock.now() - oldestAt) / 1_000, aside };
}

async function countWhatWaits(context: HealthContext): Promise<void> {
  const { metrics } = context;
  const stream = await streamOf(context);
  // A gauge that was never set shows as zero, which would be said of a stream that nobody uses.
  const { queueUp, partsWaiting, oldestPart, queueBytes, queueMostBytes, partsAside } = metrics;
  for (const gauge of [queueUp, partsWaiting, oldestPart, queueBytes, queueMostBytes, partsAside]) gauge.remove();
  if (!stream) return;
  queueUp.set(stream.fault === null ? 1 : 0);
  if (stream.aside !== null) partsAside.set(stream.aside);
  if (stream.fault !== null) return;
  partsWaiting.set(stream.waiting);
  oldestPart.set(stream.oldestSeconds);
  queueBytes.set(stream.bytes);
  queueMostBytes.set(stream.mostBytes);
}

/** What stands in the database is counted when somebody asks. */
async function countWhatStands(context: HealthContext): Promise<void> {
  const { metrics, database, versions, brandById, clock } = context;
  metrics.buildInfo.set({ version: versions.program, model: versions.model }, 1);
  const open = new Map((await orNothing(countOpenIncidents(database))).map(({ brand, n }) => [brand, n]));
  for (const brand of brandById.keys()) metrics.openIncidents.set({ brand }, open.get(brand) ?? 0);
  await countWhatIsRead(context);
  await countWhatWaits(context);
  const waiting = await orNothing(readWaitingMessages(database));
  metrics.messagesWaiting.reset();
  metrics.oldestWaiting.reset();
  for (const { channel, n, stepAt } of waiting) {
    metrics.messagesWaiting.set({ channel }, n);
    metrics.oldestWaiting.set({ channel }, Math.max(0, clock.now() - stepAt) / 1_000);
  }
}

/** How far brands are judged and sources read, whichever process does it. */
async function countWhatIsRead({ metrics, database, brandById }: HealthContext): Promise<void> {
  // A demonstration's clock runs ahead: its minutes would hide that the others are behind.
  for (const [brand, minute] of await orNothing(readAsOf(database).then((judged) => [...judged]))) {
    const pack = brandById.get(brand);
    if (pack && !pack.demonstration) metrics.judgedUntil.set({ brand }, minute * 60);
  }
  for (const { id: source, kind, state, lastSuccessAt } of await orNothing(readSources(database, 0))) {
    if (state === 'off') continue;
    const isUp = state === 'ok' || state === 'limited';
    if (kind !== 'intake' && kind !== 'form') metrics.sourceUp.set({ source }, Number(isUp));
    if (lastSuccessAt !== null) metrics.sourceLastSuccess.set({ source }, lastSuccessAt / 1_000);
  }
}

/** Metrics are needed most when the database fails. */
function orNothing<T>(work: Promise<T[]>): Promise<T[]> {
  return within(answerWithinMs, work).catch(() => []);
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
