import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupLines } from '../../src/commands/back-up.ts';
import { erasePerson } from '../../src/commands/erase-person.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import {
  countsOf,
  currentByMinute,
  emptyTables,
  ingestSettings,
  postOf,
  startAt,
  takeIn,
} from '../support/ingest-world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const clock = { now: () => startAt + 86_400_000 };
const { authorWindowMinutes } = ingestSettings;
const posts = [
  postOf('did:plc:ada/1', 1, {
    author: 'did:plc:ada',
    url: 'https://example.org/ada/1',
    text: 'northwind is down, says ada',
  }),
  postOf('did:plc:ada/2', 5, { author: 'did:plc:ada' }),
  postOf('b1', 1, { author: 'bob' }),
  postOf('c1', 7, { author: 'cy' }),
];

async function everything(): Promise<string> {
  let text = '';
  for await (const part of backupLines({ database, clock })) text += part;
  return text;
}

describe('erasing a person', () => {
  it('leaves nothing of them anywhere, and the counts of the others as if they had never written', async () => {
    await takeIn(database, posts.slice(2));
    const without = await countsOf(database);
    await emptyTables(database);
    await takeIn(database, posts);
    await database.query(
      `INSERT INTO label (post_id, brand, at, actor, reason, kind, symptoms, surfaces, old_kind, old_p_current, old_symptoms, old_surfaces, old_model)
       SELECT id, 'northwind', 1, 'eve', '', 'current', '{}', '{}', 'none', 0, '{}', '{}', 'm' FROM post WHERE url IS NOT NULL`,
    );
    const tools = { database, clock, actor: 'oc_1', salt: 'test', authorWindowMinutes };
    const [{ key }] = (await database.query<{ key: string }>(
      'SELECT author_key AS key FROM post WHERE url IS NOT NULL',
    )) as [{ key: string }];
    expect(await erasePerson(tools, { source: 'bluesky', author: 'did:plc:ada' })).toBe(2);
    await aggregate(database, { authorWindowMinutes });
    expect(await countsOf(database)).toEqual(without);
    const kept = await everything();
    expect(kept).not.toMatch(/did:plc:ada|says ada|example\.org\/ada/);
    // The one place that knows the one-way key: that nothing of them is stored again.
    expect(kept.split(key)).toHaveLength(2);
    expect(kept).toContain('person-erased');
  });

  it('holds: what a source brings of them later is not stored', async () => {
    const before = await countsOf(database);
    await takeIn(database, [...posts.slice(0, 2), postOf('did:plc:ada/3', 9, { author: 'did:plc:ada' })]);
    expect(await everything()).not.toContain('did:plc:ada');
    expect(await countsOf(database)).toEqual(before);
    await takeIn(database, [postOf('d1', 9, { author: 'dee' })]);
    expect((await currentByMinute(database))[9]).toBe(1);
  });

  it('of nobody known is done all the same', async () => {
    const tools = { database, clock, actor: 'oc_1', salt: 'test', authorWindowMinutes };
    expect(await erasePerson(tools, { source: 'bluesky', author: 'nobody' })).toBe(0);
  });
});
