import { Router } from 'express';
import { isoInstant } from '../core/words/interval.ts';
import { readAsOf } from '../store/read/as-of.ts';
import { countOpenIncidents } from '../store/read/incidents.ts';
import type { Context } from './context.ts';

const answerWithinMs = 5_000;

/** Alive, ready, measured. None of them says anything that isn't public. */
export function healthRoutes(context: Context): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.json({ alive: true, version: context.versions.program });
  });
  router.get('/readyz', async (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    try {
      const judged = await within(answerWithinMs, readAsOf(context.database));
      const newest = Math.max(...judged.values());
      response.json({ ready: true, judgedUntil: Number.isFinite(newest) ? isoInstant(newest * 60_000) : null });
    } catch {
      response.status(503).json({ ready: false, reason: 'the database does not answer' });
    }
  });
  router.get('/metrics', async (_request, response) => {
    const { openIncidents } = context.metrics;
    for (const brand of context.brandById.keys()) openIncidents.set({ brand }, 0);
    for (const { brand, n } of await openNow(context)) openIncidents.set({ brand }, n);
    response.setHeader('Content-Type', context.metrics.registry.contentType);
    response.send(await context.metrics.registry.metrics());
  });
  return router;
}

/** Metrics are needed most when the database fails. */
async function openNow(context: Context): Promise<{ brand: string; n: number }[]> {
  return within(answerWithinMs, countOpenIncidents(context.database)).catch(() => []);
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
