import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lookAfter, type WatchdogContext } from '../../src/pipeline/watchdog.ts';
import { type Channel, ChannelError, type ChannelMessage } from '../../src/ports/channel.ts';
import type { Database } from '../../src/ports/database.ts';
import { readWatchdogFaults } from '../../src/store/watchdog-faults.ts';
import { openTestDatabase } from '../support/database.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, startAt, startMinute } from '../support/ingest-world.ts';

let database: Database;
let minute = 0;
let sent: ChannelMessage[] = [];
let isDown = false;
const pager: Channel = {
  id: 'pager',
  kind: 'webhook',
  send: async (message) => {
    if (isDown) throw new ChannelError('unavailable', 'it is down');
    sent.push(message);
  },
};

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyTables(database);
  await database.query("DELETE FROM setting WHERE key LIKE 'watchdog%'");
  [minute, sent, isDown] = [0, [], false];
});

async function states(...all: string[]): Promise<void> {
  await database.query('DELETE FROM source');
  await database.query(
    "INSERT INTO source (id, kind, state, state_since, message) SELECT 's' || n, 'rss', state, 0, 'no answer' FROM unnest($1::text[]) WITH ORDINALITY AS t(state, n)",
    [[...all, 'ok']],
  );
  // The last stands for the demonstration, which is not asked.
  await database.query("UPDATE source SET id = 'demonstration' WHERE id = $1", [`s${all.length + 1}`]);
}

async function judgedTo(after: number): Promise<void> {
  await database.query(
    `INSERT INTO stage_cursor (stage, shard, position) VALUES ('detect', 'northwind', $1)
     ON CONFLICT (stage, shard) DO UPDATE SET position = excluded.position`,
    [startMinute + after],
  );
}

async function lookUntil(end: number, changes: Partial<WatchdogContext> = {}) {
  const context: WatchdogContext = {
    ...{ database, channels: [pager], sources: ['s1', 's2'], brands: ['northwind', 'nobody-speaks-of'] },
    clock: { now: () => startAt + minute * 60_000 },
    ...{ link: 'https://outcry.example.org/', events: hearEvents().events },
    ...changes,
  };
  let blindness = null;
  for (; minute <= end; minute++) blindness = await lookAfter(context, new AbortController().signal);
  return blindness;
}

const told = () => sent.map(({ words, idempotencyKey }) => `${words.title} ${idempotencyKey}`);
const id = `outcry-watchdog-${startAt}`;

describe('the watchdog', () => {
  it('tells once when no source has been readable for ten minutes, why, and when one is again', async () => {
    await states('failing', 'silent');
    await lookUntil(9);
    expect(sent).toEqual([]);
    expect(await lookUntil(30)).toMatchObject({ since: startAt, over: null });
    expect(told()).toEqual([`Outcry is blind ${id}:1:pager`]);
    expect(sent[0]!.words.reasons).toEqual([
      'no source can be read: s1 is failing (no answer); s2 is silent (no answer)',
    ]);
    expect(sent[0]!.words.severity).toBe('critical');
    await states('limited', 'failing');
    expect(await lookUntil(35)).toBeNull();
    expect(told().slice(1)).toEqual([`Outcry sees again ${id}:2:pager`]);
    expect(sent[1]!.transition).toMatchObject({ incidentId: id, to: 'closed' });
  });

  it('says nothing while one source sees, or of a short trouble', async () => {
    await states('failing', 'ok');
    await lookUntil(30);
    await states('failing', 'failing');
    await lookUntil(38);
    await states('ok', 'failing');
    await lookUntil(60);
    expect(sent).toEqual([]);
  });

  it('tells that the detector is behind', async () => {
    await states('ok', 'ok');
    await judgedTo(0);
    await lookUntil(10);
    expect(await lookUntil(22)).toMatchObject({
      over: null,
      reasons: [expect.stringMatching(/detector is 2\d minutes behind for 1 of 2/)],
    });
    await judgedTo(22);
    expect(await lookUntil(24)).toBeNull();
    expect(told()).toHaveLength(2);
  });

  it('tries a channel that is down again, under the same key, also after a restart', async () => {
    await states('failing', 'failing');
    isDown = true;
    await lookUntil(15);
    isDown = false;
    await lookUntil(17);
    expect(told()).toEqual([`Outcry is blind ${id}:1:pager`]);
    await states('ok', 'ok');
    isDown = true;
    await lookUntil(19);
    isDown = false;
    await lookUntil(21);
    expect(told().slice(1)).toEqual([`Outcry sees again ${id}:2:pager`]);
    await lookUntil(40);
    expect(sent).toHaveLength(2);
  });

  it('tells it again, as long as it lasts, where a receiver forgets what it does not hear of', async () => {
    const renewed: string[] = [];
    const forgetful: Channel = {
      ...{ id: 'forgetful', kind: 'alertmanager', send: pager.send },
      renewal: {
        everyMs: 60_000,
        renew: async (standing) => void renewed.push(...standing.map(({ idempotencyKey }) => idempotencyKey)),
      },
    };
    await states('failing', 'failing');
    await lookUntil(15, { channels: [pager, forgetful] });
    expect(renewed).toEqual(Array.from({ length: 5 }, () => `${id}:1:forgetful`));
    await states('ok', 'ok');
    await lookUntil(20, { channels: [pager, forgetful] });
    expect(renewed).toHaveLength(5);
    expect(told()).toHaveLength(4);
  });

  it('keeps what a channel failed by until it takes a message', async () => {
    await states('failing', 'failing');
    isDown = true;
    await lookUntil(15);
    expect(await readWatchdogFaults(database)).toEqual({
      pager: { at: startAt + 15 * 60_000, message: 'it is down' },
    });
    isDown = false;
    await lookUntil(16);
    expect(await readWatchdogFaults(database)).toEqual({});
  });

  it.each(['rejected', 'unavailable'] as const)(
    'is not silenced by a channel that does not take the end (%s)',
    async (kind) => {
      let isRefusing = false;
      const revoked: Channel = {
        ...{ id: 'revoked', kind: 'slack' },
        send: async (message) => {
          if (isRefusing) throw new ChannelError(kind, 'no such address');
          sent.push(message);
        },
      };
      const channels = [pager, revoked];
      await states('failing', 'failing');
      await lookUntil(15, { channels });
      isRefusing = true;
      await states('ok', 'ok');
      await lookUntil(30, { channels });
      await states('failing', 'failing');
      await lookUntil(60, { channels });
      isRefusing = false;
      await lookUntil(62, { channels });
      const again = `outcry-watchdog-${startAt + 31 * 60_000}`;
      expect(told()).toEqual([
        `Outcry is blind ${id}:1:pager`,
        `Outcry is blind ${id}:1:revoked`,
        `Outcry sees again ${id}:2:pager`,
        `Outcry is blind ${again}:1:pager`,
        ...(kind === 'unavailable' ? [`Outcry sees again ${id}:2:revoked`] : []),
        `Outcry is blind ${again}:1:revoked`,
      ]);
    },
  );
});
