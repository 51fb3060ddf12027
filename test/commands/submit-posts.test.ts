import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSubmit, mostPostsWaiting } from '../../src/commands/submit-posts.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, postOf, startAt, testKnowledge } from '../support/ingest-world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));

/** Counts transactions, and lets none begin until `open` is called. */
function gate(): { database: Database; open: () => void; transactions: () => number } {
  let open = () => {};
  let transactions = 0;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const gated: Database = Object.create(database, {
    transaction: {
      value: async (work: Parameters<Database['transaction']>[0]) => {
        transactions++;
        await opened;
        return database.transaction(work);
      },
    },
  });
  return { database: gated, open, transactions: () => transactions };
}

const clock = { now: () => startAt };
const batch = (name: string, length: number) => Array.from({ length }, (_, n) => postOf(`${name}-${n}`, 0));
const tools = () => ({ knowledge: testKnowledge(), settings: ingestSettings, clock, events: hearEvents().events });

describe('posts that are handed in while others are being stored', () => {
  it('go together, but no more than a short transaction takes', async () => {
    const held = gate();
    const submit = createSubmit({ ...tools(), database: held.database });
    const answers = ['first', 'a', 'b', 'c'].map((name) => submit(batch(name, name === 'first' ? 1 : 300)));
    held.open();
    expect((await Promise.all(answers)).flat().every(({ accepted }) => accepted)).toBe(true);
    expect(held.transactions()).toBe(3);
    expect(await database.query('SELECT count(*) AS n FROM post')).toEqual([{ n: 901 }]);
  });

  it('are refused at once when too many wait, and are taken again when those are stored', async () => {
    const held = gate();
    const submit = createSubmit({ ...tools(), database: held.database });
    const first = submit(batch('first', 1));
    const waiting = submit(batch('waiting', 400));
    const [refused] = await submit(batch('many', mostPostsWaiting - 300));
    expect(refused).toMatchObject({ accepted: false, code: 'store-busy' });
    held.open();
    expect((await first)[0]).toEqual({ accepted: true });
    expect((await waiting)[0]).toEqual({ accepted: true });
    expect((await submit(batch('again', 2)))[0]).toEqual({ accepted: true });
    expect(await database.query('SELECT count(*) AS n FROM post')).toEqual([{ n: 403 }]);
  });
});
