import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { PgliteDatabase } from '../../src/adapters/databases/pglite.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { migrate } from '../../src/store/migrate.ts';
import { readDeliveries } from '../../src/store/read/deliveries.ts';
import { asOfAt } from '../http/seed.ts';
import { isLong } from '../support/long-tests.ts';
import { enterSteps, expectOrdered } from '../support/outbox-steps.ts';
import { startService } from '../support/service-server.ts';

const root = resolve(import.meta.dirname, '../..');
const built = existsSync(join(root, 'dist/pipeline/notify.js'));
const leaseMs = 60_000;

it.skipIf(!built)(
  'loses nothing and doubles nothing when workers are killed between sending and recording (needs dist: npm run build)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outcry-killed-'));
    const before = await PgliteDatabase.open(folder);
    await migrate(before);
    for (let i = 0; i < 8; i++) await enterSteps(before, { id: `inc-${i}`, steps: 5, channels: ['hook'] });
    await before.close();

    /** The receiver takes the message, and the worker dies before it hears of it. */
    const killAt = new Set([3, 12, 25]);
    const arrived: string[] = [];
    let worker: ChildProcess | undefined;
    const server = await startService(({ headers }) => {
      arrived.push(String(headers['webhook-id']));
      if (!killAt.has(arrived.length)) return { status: 204 };
      worker!.kill('SIGKILL');
      return null;
    });
    const exits: (number | string)[] = [];
    for (let run = 0; run <= killAt.size; run++) {
      const clockAt = String(asOfAt + run * (leaseMs + 1_000));
      const script = join(root, 'test/support/notify-worker.mjs');
      worker = spawn(process.execPath, [script, folder, server.url, clockAt], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [code, signal] = await once(worker, 'exit');
      exits.push(code ?? signal);
    }
    await server.close();
    expect(exits).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 0]);

    const after = await PgliteDatabase.open(folder);
    const log = await readDeliveries(after, { incidentId: null, limit: 1_000 });
    await after.close();
    rmSync(folder, { recursive: true });
    expect(log.map(({ state }) => state)).toEqual(Array(40).fill('delivered'));
    // What the receiver takes once per id: everything, in order.
    expect(new Set(arrived).size).toBe(40);
    expectOrdered([...new Set(arrived)]);
    // Only what was on its way at a kill came again: at most four at a time.
    expect(arrived.length).toBeGreaterThanOrEqual(40 + killAt.size);
    expect(arrived.length).toBeLessThanOrEqual(40 + 4 * killAt.size);
  },
  120_000,
);

it.skipIf(!built || !isLong)(
  'delivers 1,000 transitions once per key and in order over kill -9, to a receiver that fails half the time (long; needs dist: npm run build)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outcry-killed-'));
    const before = await PgliteDatabase.open(folder);
    await migrate(before);
    for (let i = 0; i < 200; i++) await enterSteps(before, { id: `inc-${i}`, steps: 5, channels: ['hook'] });
    await before.close();

    const random = seededRandom(20261128);
    const killAt = new Set([50, 400, 900, 1_300]);
    const taken: string[] = [];
    const known = new Set<string>();
    let arrivals = 0;
    let worker: ChildProcess | undefined;
    const server = await startService(({ headers }) => {
      const id = String(headers['webhook-id']);
      arrivals += 1;
      const isTaken = random() >= 0.5;
      if (isTaken && !known.has(id)) taken.push(id);
      if (isTaken) known.add(id);
      if (!killAt.has(arrivals)) return { status: isTaken ? 204 : 503 };
      worker!.kill('SIGKILL');
      return null;
    });
    const exits: (number | string)[] = [];
    for (let run = 0; run <= killAt.size; run++) {
      const clockAt = String(asOfAt + run * 2 * 3_600_000);
      const script = join(root, 'test/support/notify-worker.mjs');
      const rounds = run === killAt.size ? '900' : '200';
      worker = spawn(process.execPath, [script, folder, server.url, clockAt, rounds], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [code, signal] = await once(worker, 'exit');
      exits.push(code ?? signal);
    }
    await server.close();
    expect(exits).toEqual([...Array(killAt.size).fill('SIGKILL'), 0]);

    const after = await PgliteDatabase.open(folder);
    const log = await readDeliveries(after, { incidentId: null, limit: 2_000 });
    await after.close();
    rmSync(folder, { recursive: true });
    expect(log).toHaveLength(1_000);
    expect(log.filter(({ state }) => state !== 'delivered')).toEqual([]);
    expect(taken).toHaveLength(1_000);
    expectOrdered(taken);
    expect(arrivals).toBeGreaterThan(1_800);
  },
  300_000,
);
