import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openChannel } from '../../src/adapters/channels/open-channels.ts';
import { channelKinds } from '../../src/adapters/channels/registry.ts';
import { createFetcher } from '../../src/adapters/net/fetcher.ts';
import { type NotifyContext, notify } from '../../src/pipeline/notify.ts';
import type { Database } from '../../src/ports/database.ts';
import { readDeliveries } from '../../src/store/read/deliveries.ts';
import { asOfAt } from '../http/seed.ts';
import { openTestDatabase } from '../support/database.ts';
import type { FakeReceiver } from '../support/fake-receiver.ts';
import { brandPack } from '../support/fake-service.ts';
import { isLong } from '../support/long-tests.ts';
import { enterSteps } from '../support/outbox-steps.ts';
import { type ServiceReply, type ServiceRequest, startService } from '../support/service-server.ts';

let database: Database;
const open: (() => unknown)[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const minuteMs = 60_000;
/** One that knows repetitions and one that doesn't. */
const shortKinds = ['slack', 'webhook'];
const steps = 4;
const signal = new AbortController().signal;

type Fault = () => ServiceReply | null;
const faults: { name: string; fault: Fault; says: RegExp; only?: (receiver: FakeReceiver) => boolean }[] = [
  { name: 'refuses connections', fault: () => ({ delivery: 'refuse' }), says: /reached|broke off|hang up/ },
  { name: 'is slow', fault: () => null, says: /in time/ },
  {
    name: 'breaks off',
    fault: () => ({ status: 500, body: 'x'.repeat(100), delivery: 'cut' }),
    says: /reached|broke off|aborted/,
  },
  { name: 'has a fault of its own', fault: () => ({ status: 503, body: 'maintenance' }), says: /503/ },
  { name: 'limits', fault: () => ({ status: 429, headers: { 'retry-after': '120' } }), says: /429/ },
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

/** Two incidents are told over two hours, of which the channel misbehaves in the first. Gives what the receiver took, by incident. */
async function course(kind: string, receiver: FakeReceiver, disturbance: { fault: Fault; says: RegExp } | null) {
  for (const table of ['outbox', 'transition', 'incident']) await database.query(`DELETE FROM ${table}`);
  const clock = { at: asOfAt, now: () => clock.at };
  const isTrouble = () => disturbance !== null && clock.at < asOfAt + 60 * minuteMs;
  const taken: ServiceRequest[] = [];
  const server = await startService((request) => {
    if (isTrouble()) return disturbance!.fault();
    taken.push(request);
    return receiver.taken;
  });
  open.push(server.close);
  const opened = (timeoutMs: number) => {
    const limits = { burst: 1_000, failuresToOpen: 1_000 };
    const fetcher = createFetcher({
      clock,
      contact: 'x@example.org',
      version: 'test',
      timeoutMs,
      allowInside: ['*'],
      limits,
    });
    open.push(() => fetcher.close());
    return openChannel({ id: 'a', kind, settings: receiver.settings(server.url) }, { fetcher, clock }).channel;
  };
  // Only silence is waited for: a busy machine must not look like it.
  const troubled = opened(disturbance?.fault() === null ? 100 : 10_000);
  const sound = opened(10_000);
  const context: NotifyContext = {
    ...{ database, clock, random: () => 0.5, owner: 'w' },
    events: { messageDelivered: () => {}, messageFailed: () => {} },
    packs: new Map([['walmart', brandPack({ id: 'walmart', name: 'Walmart' })]]),
    linkTo: (id) => `https://outcry.example.org/#/incident/${id}`,
  };
  for (const id of ['inc-1', 'inc-2']) await enterSteps(database, { id, steps, channels: ['a'] });
  await notify(troubled, context, signal);
  const log = await readDeliveries(database, { incidentId: null, limit: 100 });
  if (disturbance) expect(log.map(({ message }) => message).join()).toMatch(disturbance.says);
  for (clock.at += 10 * minuteMs; clock.at <= asOfAt + 180 * minuteMs; clock.at += 10 * minuteMs)
    await notify(isTrouble() ? troubled : sound, context, signal);
  const states = (await readDeliveries(database, { incidentId: null, limit: 100 })).map(({ state }) => state);
  expect(states).toEqual(Array(2 * steps).fill('delivered'));
  return ['inc-1', 'inc-2'].map((id) => taken.filter(({ body }) => body.includes(id)).length).concat(taken.length);
}

describe.each(channelKinds.filter(({ kind }) => (isLong ? kind !== 'email' : shortKinds.includes(kind))))(
  'an hour in which $kind',
  async ({ kind }) => {
    const receiver = await receiverOf(kind);
    it.each(faults.filter(({ only }) => only?.(receiver) ?? true))(
      '$name loses and doubles nothing',
      async (disturbance) => {
        expect(await course(kind, receiver, disturbance)).toEqual([steps, steps, 2 * steps]);
      },
    );
  },
);
