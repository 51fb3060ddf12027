import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DigestPlan } from '../../src/core/incident/digest-times.ts';
import { type DigestContext, enterDigests } from '../../src/pipeline/digest.ts';
import { type NotifyContext, notify } from '../../src/pipeline/notify.ts';
import { type Channel, ChannelError, type ChannelNote } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { insertJudgment } from '../../src/store/handling.ts';
import { readDeliveries } from '../../src/store/read/deliveries.ts';
import { asOfAt, insertIncident, testIncident } from '../http/seed.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { enterSteps } from '../support/outbox-steps.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** 08:00 in Chicago, on the day on which the clock is put back. */
const due = Date.parse('2026-11-01T14:00:00Z');
const minuteMs = 60_000;
const clock = { at: due, now: () => clock.at };
const packs = new Map(
  [
    brandPack({ id: 'walmart', name: 'Walmart' }),
    brandPack({ id: 'target', name: 'Target' }),
    brandPack({ id: 'brightcart', name: 'Brightcart', demonstration: true }),
  ].map((pack) => [pack.id, pack]),
);
const daily: DigestPlan = { at: '08:00', zone: 'America/Chicago', weekdays: [] };
const route = { from: 'watching' as const, brands: null };
const context = (): DigestContext => ({
  ...{ database, clock, packs, link: 'http://here/', plans: new Map([['desk', daily]]) },
  audience: { channels: ['desk', 'pager'], routes: new Map([['desk', { ...route, brands: ['walmart'] }]]) },
});

beforeEach(async () => {
  clock.at = due + 5 * minuteMs;
  await database.query(
    'TRUNCATE outbox, digest, transition, incident, incident_verdict, stratum_count, expectation, source, source_gap CASCADE',
  );
});

function desk(fault: (note: ChannelNote) => ChannelError | null = () => null) {
  const taken: ChannelNote[] = [];
  const channel: Channel = {
    ...{ id: 'desk', kind: 'test', send: async () => {} },
    async tell(note) {
      const refusal = fault(note);
      if (refusal) throw refusal;
      taken.push(note);
    },
  };
  return { channel, taken };
}

const worker = (owner = 'w'): NotifyContext => ({
  ...{ database, clock, random: () => 0.5, packs, linkTo: () => 'http://here/', owner },
  events: { messageDelivered: () => {}, messageFailed: () => {} },
});
const signal = new AbortController().signal;

describe('digests', () => {
  it('come once, whoever starts and however often, five minutes after their time', async () => {
    clock.at = due + 4 * minuteMs;
    // The day before is due on a first start.
    expect(await enterDigests(context())).toBe(1);
    clock.at = due + 5 * minuteMs;
    const both = await Promise.all([enterDigests(context()), enterDigests(context())]);
    expect(both.sort()).toEqual([0, 1]);
    for (let i = 0; i < 3; i++) expect(await enterDigests(context())).toBe(0);
    clock.at = due + 86_400_000 + 4 * minuteMs;
    expect(await enterDigests(context())).toBe(0);
    clock.at += minuteMs;
    expect(await enterDigests(context())).toBe(1);
    const keys = (await readDeliveries(database, { incidentId: null, limit: 9 })).map(({ key }) => key);
    const at = due / minuteMs;
    // This one tells of 25 hours.
    expect(keys).toEqual([at + 1_440, at, at - 1_500].map((minute) => `digest:desk:${minute}`));
  });

  it('tell what happened to the brands that the channel is told of', async () => {
    const onset = { at: due - 3_600_000, low: due - 3_600_000, high: due - 3_600_000 };
    const closed = { state: 'closed' as const, onset, detectedAt: onset.at + 180_000, closedAt: due - 600_000 };
    await insertIncident(database, testIncident({ id: 'inc-1', ...closed }));
    await insertIncident(database, testIncident({ id: 'inc-2', brand: 'target', ...closed }));
    await insertIncident(database, testIncident({ id: 'inc-3', brand: 'brightcart', ...closed }));
    const judged = { verdict: 'true' as const, reason: 'seen', realOnsetAt: null, name: 'Ana', actor: 'ana' };
    await insertJudgment(database, { incidentId: 'inc-1', at: due - 60_000, ...judged });
    const minute = due / minuteMs;
    await database.query(
      `INSERT INTO stratum_count (brand, symptom, surface, area, minute, observed)
       SELECT 'walmart', '*', '*', '*', m, 2 FROM generate_series($1::int4, $2::int4) m`,
      [minute - 30, minute + 10],
    );
    await database.query(
      `INSERT INTO expectation (brand, symptom, surface, area, quarter, mean, dispersion, learning)
       SELECT 'walmart', '*', '*', '*', q, 0.5, 0, 0 FROM generate_series($1::int4, $2::int4) q`,
      [minute / 15 - 4, minute / 15 + 2],
    );
    await database.query(
      `INSERT INTO source (id, kind, state, state_since) VALUES ('rss', 'rss', 'ok', 0), ('x', 'x', 'off', 0)`,
    );
    await database.query(
      `INSERT INTO source_gap (source, from_minute, to_minute, reason) VALUES ('rss', $1, $2, 'down')`,
      [minute - 45, minute + 15],
    );
    await enterDigests(context());
    const { channel, taken } = desk();
    expect(await notify(channel, worker(), signal)).toEqual({ delivered: 1, failed: 0, retried: 0 });
    const [{ note, idempotencyKey }] = taken as [ChannelNote];
    expect(idempotencyKey).toBe(`digest:desk:${minute}`);
    expect(note.sections.map(({ heading }) => heading).slice(1)).toEqual(['Walmart', 'Sources']);
    const [, walmart, sources] = note.sections;
    expect(walmart!.lines[0]).toBe('60 reports, 30 expected; 0 in as long a time before.');
    expect(walmart!.lines[1]).toMatch(/Seen 3 minutes after its onset; lasted 50 minutes; .*judged real\.$/);
    expect(walmart!.lines.at(-1)).toBe('Verdicts given: 1 real.');
    expect(sources!.lines).toContain('rss: ok, not read for 45 minutes');
    expect(note.text).not.toMatch(/Target|Brightcart/);
  });

  it('travel like every other message: tried again under the same key, in order, beside the steps of incidents', async () => {
    await enterDigests(context());
    await enterSteps(database, { id: 'inc-1', steps: 2, channels: ['desk'] });
    let refusals = 3;
    const { channel, taken } = desk(() => (refusals-- > 0 ? new ChannelError('unavailable', 'down') : null));
    clock.at += 86_400_000;
    await enterDigests(context());
    clock.at = asOfAt;
    for (let i = 0; i < 5; i++) {
      await notify(channel, worker(), signal);
      clock.at += 3_600_000;
    }
    expect(taken.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      `digest:desk:${due / minuteMs}`,
      `digest:desk:${due / minuteMs + 1_440}`,
    ]);
    const log = await readDeliveries(database, { incidentId: null, channel: 'desk', limit: 9 });
    expect(log.map(({ state }) => state)).toEqual(Array(4).fill('delivered'));
    expect(log.find(({ key }) => key === taken[0]!.idempotencyKey)!.attempts).toBe(4);
  });

  it('are never sent twice when a worker dies between sending and recording and another goes on', async () => {
    await enterDigests(context());
    const { channel, taken } = desk();
    const dying: NotifyContext = {
      ...worker('dead'),
      database: {
        query: (sql, parameters) => {
          if (/state = 'delivered'/.test(sql)) throw new Error('killed');
          return database.query(sql, parameters);
        },
      },
    };
    await expect(notify(channel, dying, signal)).rejects.toThrow('killed');
    await notify(channel, worker('next'), signal);
    expect(taken).toHaveLength(1);
    clock.at += 61_000;
    await notify(channel, worker('next'), signal);
    await notify(channel, worker('next'), signal);
    // Sent again, as it must be, under the key by which a receiver knows it.
    expect(new Set(taken.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(taken).toHaveLength(2);
  });

  it('are given up, and said so, where a channel takes none', async () => {
    await enterDigests(context());
    expect(await notify({ id: 'desk', kind: 'pager', send: async () => {} }, worker(), signal)).toMatchObject({
      failed: 1,
    });
    const [row] = await readDeliveries(database, { incidentId: null, limit: 1 });
    expect(row).toMatchObject({ state: 'failed', message: 'withheld: this kind of channel takes no digests' });
  });
});
