import { formats } from '../../src/adapters/formats/registry.ts';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import type { BrandPack } from '../../src/core/words/brand.ts';
import type { Post } from '../../src/core/words/post.ts';
import { createApp } from '../../src/http/app.ts';
import type { AppOptions, Submitted } from '../../src/http/context.ts';
import { listen } from '../../src/http/listen.ts';
import type { Changed } from '../../src/http/schemas.ts';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import type { Database } from '../../src/ports/database.ts';
import { asOfAt } from './seed.ts';

export function pack(id: string, changes: Partial<BrandPack> = {}): BrandPack {
  return {
    id,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    role: 'brand',
    industry: 'retail',
    words: [id],
    handles: [],
    ambiguous: [],
    context: [],
    not: [],
    supportAccounts: [],
    statusPage: null,
    surfaces: ['web', 'app'],
    symptoms: ['login'],
    peers: [],
    dependencies: [],
    mentionsPerDay: 1_000,
    timeZone: 'America/Chicago',
    appStore: {},
    queries: {},
    ...changes,
  };
}

export interface TestServer {
  url: string;
  /** Posts handed in so far. */
  submitted: Post[];
  /** Log lines. */
  log: string[];
  change(change: Omit<Changed, 'at'>): void;
  /** Moves the clock. */
  setClock(at: number): void;
  get(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export async function startServer(database: Database, changes: Partial<AppOptions> = {}): Promise<TestServer> {
  const submitted: Post[] = [];
  const log: string[] = [];
  const listeners = new Set<(change: Omit<Changed, 'at'>) => void>();
  let now = asOfAt + 30_000;
  const metrics = createMetrics({ ofProcess: false });
  const logger = createLogger({ level: 'debug', destination: { write: (line: string) => void log.push(line) } });
  const app = createApp({
    database,
    queue: inProcessQueue,
    clock: { now: () => now },
    submit: async (posts): Promise<Submitted[]> => {
      submitted.push(...posts);
      return posts.map(() => ({ accepted: true }));
    },
    resolveDelayMinutes: 10,
    formats,
    explain: async ({ pack, symptom, surface, area, minute }) => ({
      ...{ brand: pack.id, symptom, surface, area, minute, observed: 0 },
      ...{ verdict: 'unseen', rule: 'nothing was ever counted', together: { intervalMinutes: 0, strongest: [] } },
      ...{ exposure: 1, budgetShare: 0.5, intervalMinutes: 0, budgetMinutes: 1_440_000, evidence: null },
      ...{ alarms: [], conditions: [], rules: [], incident: null },
    }),
    audience: { channels: ['slack', 'pager'] },
    digestOf: async () => null,
    backtests: { begin: () => null, find: () => null, list: () => [] },
    brands: [
      pack('walmart', { peers: ['target'], supportAccounts: ['walmarthelp'] }),
      pack('target'),
      pack('brightcart', { demonstration: true }),
    ],
    demoSources: ['demo'],
    versions: { program: '0.1.0', config: 'c0ffee', model: 'kind@1', data: 'd474' },
    areaName: (area) => ({ 'US-TX': 'Texas' })[area] ?? area,
    storesOf: (brand) =>
      brand === 'walmart'
        ? [
            { id: '1183', name: 'Plano', lat: 33.02, lon: -96.7, zip: null },
            { id: '42', name: 'Houston', lat: 29.76, lon: -95.37, zip: null },
          ]
        : [],
    zipCenter: (zip) => (zip === '77002' ? { lat: 29.75, lon: -95.36 } : null),
    areaPlace: (area) =>
      area === 'US-TX'
        ? { lat: 31, lon: -97, population: 30e6 }
        : area === 'US-TX:19100'
          ? { lat: 32.8, lon: -97, population: 7.5e6 }
          : null,
    smallestCell: 5,
    answersKeptMs: 0,
    webDir: null,
    loopback: true,
    channels: [],
    judging: { falseAlarmBudgetDays: 1_000, leastExcessShare: 0.35 },
    publicUrl: null,
    formEmbedders: ['*'],
    trustedProxies: 0,
    authorWindowMinutes: 60,
    salt: 'a secret of the tests',
    signingSecret: 'a third secret of the tests',
    addressSecret: 'another secret of the tests',
    events: createEvents(logger, metrics),
    metrics,
    changes: {
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      publish: (change) => {
        for (const listener of listeners) listener(change);
      },
    },
    ...changes,
  });
  const { address, close } = await listen(app, '127.0.0.1', 0);
  return {
    url: address,
    submitted,
    log,
    change: (change) => {
      for (const listener of listeners) listener(change);
    },
    setClock: (at) => {
      now = at;
    },
    get: (path, init) => fetch(address + path, init),
    close,
  };
}
