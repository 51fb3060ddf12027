import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openChannel } from '../../src/adapters/channels/open-channels.ts';
import { createFetcher } from '../../src/adapters/net/fetcher.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { type NotifyContext, notify, renewStanding } from '../../src/pipeline/notify.ts';
import { retryPlan } from '../../src/pipeline/retry-plan.ts';
import { type Channel, ChannelError, type ChannelMessage } from '../../src/ports/channel.ts';
import type { Database, Queryable } from '../../src/ports/database.ts';
import { failUnconfigured } from '../../src/store/outbox.ts';
import { readDeliveries } from '../../src/store/read/deliveries.ts';
import { asOfAt } from '../http/seed.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { enterSteps, expectOrdered } from '../support/outbox-steps.ts';
import { startService } from '../support/service-server.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const clock = { at: asOfAt, now: () => clock.at };
beforeEach(async () => {
  clock.at = asOfAt;
  for (const table of ['outbox', 'transition', 'incident']) await database.query(`DELETE FROM ${table}`);
});

const signal = new AbortController().signal;
const hourMs = 3_600_000;

function contextOf(
  owner: string,
  { random = () => 0.5, on = database }: { random?: () => number; on?: Queryable } = {},
): NotifyContext {
  return {
    database: on,
    clock,
    random,
    events: { messageDelivered: () => {}, messageFailed: () => {} },
    packs: new Map([
      ['walmart', brandPack({ id: 'walmart', name: 'Walmart' })],
      ['brightcart', brandPack({ id: 'brightcart', name: 'Brightcart', demonstration: true })],
    ]),
    linkTo: (id) => `https://outcry.example.org/#/incident/${id}`,
    owner,
  };
}

/** A channel that keeps what it took; `fault` may refuse. */
function keepingChannel(id: string, fault: (message: ChannelMessage) => ChannelError | null = () => null) {
  const taken: ChannelMessage[] = [];
  const channel: Channel = {
    id,
    kind: 'test',
    async send(message) {
      const refusal = fault(message);
      if (refusal) throw refusal;
      taken.push(message);
    },
  };
  return { channel, taken, keys: () => taken.map(({ idempotencyKey }) => idempotencyKey) };
}

const enter = (id: string, steps: number, channels: string[], brand?: string) =>
  enterSteps(database, { id, steps, channels, brand });

const rows = () => readDeliveries(database, { incidentId: null, limit: 10_000 });

describe('notify', () => {
  it('delivers what is due once, in order, with words and link, and keeps the log', async () => {
    await enter('inc-1', 5, ['a', 'b']);
    const { channel, taken, keys } = keepingChannel('a');
    expect(await notify(channel, contextOf('w'), signal)).toEqual({ delivered: 5, failed: 0, retried: 0 });
    expect(await notify(channel, contextOf('w'), signal)).toEqual({ delivered: 0, failed: 0, retried: 0 });
    expect(keys()).toEqual([1, 2, 3, 4, 5].map((revision) => `inc-1:${revision}:a`));
    expect(taken[2]!.words.sentence).toMatch(/^Login and checkout are failing for customers of Walmart/);
    expect(taken[2]!.link).toBe('https://outcry.example.org/#/incident/inc-1');
    const log = await rows();
    expect(
      log
        .filter(({ channel: id }) => id === 'a')
        .map(({ state, attempts, deliveredAt }) => [state, attempts, deliveredAt]),
    ).toEqual(Array(5).fill(['delivered', 1, asOfAt]));
    expect(log.filter(({ channel: id }) => id === 'b').every(({ state }) => state === 'waiting')).toBe(true);
  });

  it('holds back what follows until the one before is through, and lets other incidents pass', async () => {
    await enter('inc-1', 2, ['a']);
    await enter('inc-2', 1, ['a']);
    let broken = true;
    const { channel, keys } = keepingChannel('a', ({ idempotencyKey }) =>
      broken && idempotencyKey === 'inc-1:1:a' ? new ChannelError('unavailable', 'down') : null,
    );
    await notify(channel, contextOf('w'), signal);
    expect(keys()).toEqual(['inc-2:1:a']);
    broken = false;
    await notify(channel, contextOf('w'), signal);
    expect(keys()).toEqual(['inc-2:1:a']);
    clock.at += 10_000;
    await notify(channel, contextOf('w'), signal);
    expect(keys()).toEqual(['inc-2:1:a', 'inc-1:1:a', 'inc-1:2:a']);
  });

  it('gives up at once what is rejected, says why, and goes on with what follows', async () => {
    await enter('inc-1', 2, ['a']);
    const { channel, keys } = keepingChannel('a', ({ transition }) =>
      transition.revision === 1 ? new ChannelError('rejected', 'host answered 400: invalid_payload') : null,
    );
    expect(await notify(channel, contextOf('w'), signal)).toEqual({ delivered: 1, failed: 1, retried: 0 });
    expect(keys()).toEqual(['inc-1:2:a']);
    const log = await rows();
    expect(log.find(({ revision }) => revision === 1)).toMatchObject({
      state: 'failed',
      attempts: 1,
      message: 'host answered 400: invalid_payload (rejected)',
      deliveredAt: null,
    });
  });

  it('leaves the whole channel alone until the time that the receiver named', async () => {
    for (let i = 0; i < 20; i++) await enter(`inc-${i}`, 1, ['a']);
    let sends = 0;
    const { channel, taken } = keepingChannel('a', () => {
      sends += 1;
      return clock.at < asOfAt + 90_000
        ? new ChannelError('rate-limited', 'too many', { retryAt: asOfAt + 90_000 })
        : null;
    });
    await notify(channel, contextOf('w'), signal);
    const asked = sends;
    expect(asked).toBeLessThanOrEqual(4);
    clock.at += 89_000;
    await notify(channel, contextOf('w'), signal);
    expect(sends).toBe(asked);
    clock.at += 2_500;
    await notify(channel, contextOf('w'), signal);
    expect(taken).toHaveLength(20);
  });

  it('tries for 24 hours and no longer, with at most an hour between', async () => {
    await enter('inc-1', 1, ['a']);
    const tries: number[] = [];
    const { channel } = keepingChannel('a', () => {
      tries.push(clock.at);
      return new ChannelError('timeout', 'silence');
    });
    for (let i = 0; i < 26 * 60; i++) {
      await notify(channel, contextOf('w', { random: () => 0.999 }), signal);
      clock.at += 60_000;
    }
    expect((await rows())[0]).toMatchObject({ state: 'failed', attempts: tries.length, message: 'silence (timeout)' });
    expect(tries.at(-1)).toBe(asOfAt + 24 * hourMs);
    const gaps = tries.slice(1).map((at, i) => at - tries[i]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(hourMs + 60_000);
    expect(tries.length).toBeGreaterThan(24);
  });

  it('tells nobody of the demonstration’s invented brand', async () => {
    await enter('demo-1', 3, ['a'], 'brightcart');
    const { channel, taken } = keepingChannel('a');
    expect(await notify(channel, contextOf('w'), signal)).toEqual({ delivered: 0, failed: 3, retried: 0 });
    expect(taken).toEqual([]);
    expect((await rows())[0]!.message).toContain('withheld');
  });

  it('sends again under the same key after dying between sending and recording, and never once recorded', async () => {
    await enter('inc-1', 3, ['a']);
    const { channel, keys } = keepingChannel('a');
    const dying: Queryable = {
      query: (sql, parameters) => {
        if (/state = 'delivered'/.test(sql)) throw new Error('killed');
        return database.query(sql, parameters);
      },
    };
    await expect(notify(channel, contextOf('dead', { on: dying }), signal)).rejects.toThrow('killed');
    // The dead worker's lease still stands.
    await notify(channel, contextOf('next'), signal);
    expect(keys()).toEqual(['inc-1:1:a']);
    clock.at += 61_000;
    await notify(channel, contextOf('next'), signal);
    await notify(channel, contextOf('next'), signal);
    expect(keys()).toEqual(['inc-1:1:a', 'inc-1:1:a', 'inc-1:2:a', 'inc-1:3:a']);
    expect((await rows()).map(({ revision, attempts }) => [revision, attempts]).sort()).toEqual([
      [1, 2],
      [2, 1],
      [3, 1],
    ]);
  });

  it('gives a message back when it is broken off', async () => {
    await enter('inc-1', 1, ['a']);
    const { channel } = keepingChannel('a', () => new ChannelError('aborted', 'given up'));
    const controller = new AbortController();
    const breaking: Channel = {
      ...channel,
      send: (...told) => {
        controller.abort();
        return channel.send(...told);
      },
    };
    expect(await notify(breaking, contextOf('w'), controller.signal)).toEqual({ delivered: 0, failed: 0, retried: 0 });
    const again = keepingChannel('a');
    await notify(again.channel, contextOf('other'), signal);
    expect(again.keys()).toEqual(['inc-1:1:a']);
  });

  it('lets two workers share the work without sending anything twice', async () => {
    for (let i = 0; i < 30; i++) await enter(`inc-${i}`, 5, ['a']);
    const { channel, keys } = keepingChannel('a');
    const slow: Channel = {
      ...channel,
      send: async (...told) => new Promise((done) => setImmediate(done)).then(() => channel.send(...told)),
    };
    const both = await Promise.all(['one', 'two', 'three'].map((owner) => notify(slow, contextOf(owner), signal)));
    expect(both.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(150);
    expect(new Set(keys()).size).toBe(150);
    expect(keys()).toHaveLength(150);
    expectOrdered(keys());
  });

  it('gives up what waits for a channel that is configured no more', async () => {
    await enter('inc-1', 2, ['gone', 'a']);
    expect(await failUnconfigured(database, ['a'], asOfAt - hourMs)).toBe(0);
    expect(await failUnconfigured(database, ['a'], asOfAt + hourMs)).toBe(2);
    expect((await rows()).filter(({ channel }) => channel === 'a').every(({ state }) => state === 'waiting')).toBe(
      true,
    );
  });
});

describe('renewal', () => {
  it('tells again the last message of each incident that is open, and nothing else', async () => {
    await enter('open', 3, ['a']);
    await enter('closed', 5, ['a']);
    await enter('untold', 2, ['b']);
    const renewed: string[] = [];
    const { channel } = keepingChannel('a');
    const renewing: Channel = {
      ...channel,
      renewal: {
        everyMs: 60_000,
        renew: async (standing) => void renewed.push(...standing.map(({ idempotencyKey }) => idempotencyKey)),
      },
    };
    await renewStanding(renewing, contextOf('w'), signal);
    expect(renewed).toEqual([]);
    await notify(renewing, contextOf('w'), signal);
    await renewStanding(renewing, contextOf('w'), signal);
    expect(renewed).toEqual(['open:3:a']);
  });
});

describe('the plan of retries', () => {
  const attempted = { now: asOfAt, firstAttemptAt: asOfAt, attempts: 1, random: 0.5 };
  const plan = (changes: Partial<typeof attempted>, fault = new ChannelError('unavailable', 'down')) => {
    const made = retryPlan(fault, { ...attempted, ...changes });
    return made.final ? null : made.dueAt - asOfAt;
  };

  it('doubles the ceiling with each attempt up to 45 seconds, or an hour of a limit without a time, uniform beneath it', () => {
    const delays = (fault?: ChannelError) => [1, 2, 3, 4, 12, 40].map((attempts) => plan({ attempts }, fault));
    expect(delays()).toEqual([1_000, 2_000, 4_000, 8_000, 22_500, 22_500]);
    expect(delays(new ChannelError('rate-limited', 'slow down')).at(-1)).toBe(1_800_000);
    expect(plan({ attempts: 40, random: 0.999 })).toBeLessThanOrEqual(45_000);
    expect(plan({ attempts: 40, random: 0 })).toBe(1_000);
  });

  it('waits at least as long as the receiver asks, but never past the last day', () => {
    const told = (retryAt: number) => new ChannelError('rate-limited', 'slow down', { retryAt });
    expect(plan({}, told(asOfAt + 90_000))).toBe(90_500);
    expect(plan({}, told(asOfAt + 90 * hourMs))).toBe(24 * hourMs);
    expect(plan({ firstAttemptAt: asOfAt - 24 * hourMs }, told(asOfAt + 1_000))).toBeNull();
  });

  it.each(['rejected', 'misconfigured'] as const)('makes no second attempt at what is %s', (kind) => {
    expect(plan({}, new ChannelError(kind, 'no'))).toBeNull();
  });
});

describe('1,000 transitions over a webhook that fails half the time', () => {
  it('are each delivered once per key, in order per incident, none lost', async () => {
    const random = seededRandom(20261103);
    for (let i = 0; i < 100; i++) await enter(`inc-${i}`, 10, ['hook']);
    // A receiver that takes half of what comes; of the rest it takes some without saying so.
    const arrived: string[] = [];
    const taken = new Set<string>();
    const order: string[] = [];
    const server = await startService(({ headers }) => {
      const id = String(headers['webhook-id']);
      const dice = random();
      arrived.push(id);
      if (dice < 0.4) return { status: 503 };
      if (!taken.has(id)) order.push(id);
      taken.add(id);
      return dice < 0.5 ? { status: 500 } : { status: 204 };
    });
    const fetcher = createFetcher({
      clock,
      contact: 'x',
      version: 'test',
      allowInside: ['127.0.0.1'],
      limits: { burst: 1e6, requestsPerMinute: 1e6, failuresToOpen: 1e6 },
    });
    const settings = { url: server.url, secrets: [`whsec_${Buffer.alloc(32, 1).toString('base64')}`] };
    const { channel } = openChannel({ id: 'hook', kind: 'webhook', settings }, { fetcher, clock });
    try {
      for (let round = 0; round < 2_000 && taken.size < 1_000; round++) {
        await Promise.all(['one', 'two'].map((owner) => notify(channel, contextOf(owner, { random }), signal)));
        clock.at += 60_000;
      }
      for (let round = 0; round < 60; round++, clock.at += hourMs / 2)
        await notify(channel, contextOf('one', { random }), signal);
    } finally {
      fetcher.close();
      await server.close();
    }
    const log = await rows();
    expect(log).toHaveLength(1_000);
    expect(log.filter(({ state }) => state !== 'delivered')).toEqual([]);
    expect(order).toHaveLength(1_000);
    expectOrdered(order);
    expect(log.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(arrived.length);
    expect(arrived.length).toBeGreaterThan(1_800);
  }, 120_000);
});
