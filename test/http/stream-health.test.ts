import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHealthApp } from '../../src/http/app.ts';
import { createMetrics } from '../../src/observability/metrics.ts';
import type { Database } from '../../src/ports/database.ts';
import type { QueueState } from '../../src/ports/page-queue.ts';
import { openTestDatabase } from '../support/database.ts';
import { asOfAt } from './seed.ts';
import { pack, startServer } from './server.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const clock = { now: () => asOfAt };
const well: QueueState = { fault: null, waiting: 3, oldestAt: asOfAt - 90_000, bytes: 2_000, mostBytes: 10_000 };
const away: QueueState = {
  fault: "the stream can't be used: none",
  waiting: 0,
  oldestAt: null,
  bytes: 0,
  mostBytes: 0,
};

interface Answers {
  status: number;
  ready: Record<string, unknown>;
  metrics: string;
}

async function ask(get: (path: string) => Promise<Response>): Promise<Answers> {
  const ready = await get('/readyz');
  const metrics = await (await get('/metrics')).text();
  return {
    status: ready.status,
    ready: (await ready.json()) as Record<string, unknown>,
    metrics: metrics
      .split('\n')
      .filter((line) => line.startsWith('outcry_stream') && !line.includes('_total'))
      .sort()
      .join('; '),
  };
}

async function askServer(state: QueueState | null): Promise<Answers> {
  const server = await startServer(database, { clock, queue: { state: async () => state } });
  try {
    return await ask((path) => server.get(path));
  } finally {
    await server.close();
  }
}

/** A worker without page and API. */
async function askWorker(state: QueueState | null): Promise<Answers> {
  const versions = { program: '1', config: '', model: 'm', data: '' };
  const about = { database, clock, versions, metrics: createMetrics({ ofProcess: false }), brands: [pack('walmart')] };
  const { express } = createHealthApp({ ...about, queue: { state: async () => state } });
  const listening = express.listen(0, '127.0.0.1');
  await new Promise((done) => listening.once('listening', done));
  const { port } = listening.address() as AddressInfo;
  try {
    return await ask((path) => fetch(`http://127.0.0.1:${port}${path}`));
  } finally {
    listening.close();
  }
}

describe('what is told of a stream', () => {
  it('is what waits in it, for how long, and how much room there is', async () => {
    const { status, ready, metrics } = await askServer(well);
    expect(status).toBe(200);
    const stream = { fault: null, waiting: 3, oldestSeconds: 90, bytes: 2_000, mostBytes: 10_000, aside: 0 };
    expect(ready).toMatchObject({ ready: true, stream });
    expect(metrics).toBe(
      'outcry_stream_bytes 2000; outcry_stream_limit_bytes 10000; outcry_stream_oldest_waiting_seconds 90; outcry_stream_parts_aside 0; outcry_stream_up 1; outcry_stream_waiting_parts 3',
    );
  });

  it('is why it can’t be used; page and API are ready all the same, a worker that only takes pages is not', async () => {
    const server = await askServer(away);
    expect(server.status).toBe(200);
    expect(server.ready).toMatchObject({ ready: true, stream: { fault: away.fault } });
    expect(server.metrics).toBe('outcry_stream_parts_aside 0; outcry_stream_up 0');
    const worker = await askWorker(away);
    expect(worker.status).toBe(503);
    expect(worker.ready).toMatchObject({ ready: false, reason: away.fault });
    expect((await askWorker(well)).status).toBe(200);
  });

  it('is nothing where none is used', async () => {
    for (const answers of [await askServer(null), await askWorker(null)]) {
      expect(answers.status).toBe(200);
      expect(answers.ready).not.toHaveProperty('stream');
      expect(answers.metrics).toBe('');
    }
  });
});
