import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { PgliteDatabase } from '../../src/adapters/databases/pglite.ts';
import { migrate } from '../../src/store/migrate.ts';
import { readDeliveries } from '../../src/store/read/deliveries.ts';
import { asOfAt } from '../http/seed.ts';
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
