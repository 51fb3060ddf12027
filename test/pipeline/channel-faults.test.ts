import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openChannel } from '../../src/adapters/channels/open-channels.ts';
import { channelKinds } from '../../src/adapters/channels/registry.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import type { FakeReceiver } from '../support/fake-receiver.ts';
import { isLong } from '../support/long-tests.ts';
import { noteRecovery } from '../support/recovery.ts';
import { type ServiceReply, type ServiceRequest, startService } from '../support/service-server.ts';
import { allOnce, patientFetcher, troubledHour } from '../support/troubled-hour.ts';

let database: Database;
const open: (() => unknown)[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** One that knows repetitions and one that doesn't. */
const shortKinds = ['slack', 'webhook'];

type Fault = () => ServiceReply | null;
interface Disturbance {
  name: string;
  fault: Fault;
  says: RegExp;
  only?: (receiver: FakeReceiver) => boolean;
  /** For which the receiver asks, ms. */
  asksMs?: number;
}
const faults: Disturbance[] = [
  { name: 'refuses connections', fault: () => ({ delivery: 'refuse' }), says: /reached|broke off|hang up/ },
  { name: 'is slow', fault: () => null, says: /in time/ },
  {
    name: 'breaks off',
    fault: () => ({ status: 500, body: 'x'.repeat(100), delivery: 'cut' }),
    says: /reached|broke off|aborted/,
  },
  { name: 'has a fault of its own', fault: () => ({ status: 503, body: 'maintenance' }), says: /503/ },
  {
    name: 'limits',
    fault: () => ({ status: 429, headers: { 'retry-after': '120' } }),
    says: /429/,
    asksMs: 120_000,
  },
  {
    name: 'answers with something else',
    fault: () => ({ status: 200, body: '<html>a captive portal</html>' }),
    says: /expected/,
    only: ({ anySuccess }) => !anySuccess,
  },
];

async function receiverOf(kind: string): Promise<FakeReceiver> {
  const file = join(resolve(import.meta.dirname, '../fixtures/channels'), kind, 'receiver.ts');
  return ((await import(file)) as { receiver: FakeReceiver }).receiver;
}

async function course(kind: string, receiver: FakeReceiver, { fault, says }: Pick<Disturbance, 'fault' | 'says'>) {
  const taken: ServiceRequest[] = [];
  const hour = troubledHour(database);
  const server = await startService((request) => {
    if (hour.isTrouble()) return fault();
    taken.push(request);
    return receiver.taken;
  });
  open.push(server.close);
  const channelOf = (timeoutMs: number) => {
    const fetcher = patientFetcher(hour.clock, timeoutMs);
    open.push(() => fetcher.close());
    const { clock } = hour;
    return openChannel({ id: 'a', kind, settings: receiver.settings(server.url) }, { fetcher, clock }).channel;
  };
  // Only silence is waited for: a busy machine must not look like it.
  const recoveryMs = await hour.pass({
    troubled: channelOf(fault() === null ? 100 : 10_000),
    sound: channelOf(10_000),
    says,
  });
  return { counts: hour.countsOf(taken.map(({ body }) => body)), recoveryMs };
}

describe.each(channelKinds.filter(({ kind }) => (isLong ? kind !== 'email' : shortKinds.includes(kind))))(
  'an hour in which $kind',
  async ({ kind }) => {
    const receiver = await receiverOf(kind);
    it.for(faults.filter(({ only }) => only?.(receiver) ?? true))(
      '$name loses and doubles nothing',
      async (disturbance, { task }) => {
        const { counts, recoveryMs } = await course(kind, receiver, disturbance);
        expect(counts).toEqual(allOnce);
        const { name, asksMs = 0 } = disturbance;
        noteRecovery(task, `${kind} that ${name}`, Math.max(0, recoveryMs - asksMs));
      },
    );
  },
);
