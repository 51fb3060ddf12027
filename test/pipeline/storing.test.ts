import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Post } from '../../src/core/words/post.ts';
import { ingestPosts } from '../../src/pipeline/ingest.ts';
import { storing } from '../../src/pipeline/storing.ts';
import { type Database, DatabaseError, type Queryable } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { emptyTables, ingestSettings, postOf, startAt, testKnowledge } from '../support/ingest-world.ts';

const packs = ['northwind', 'fabrikam'].map((id) => brandPack({ id, name: id, words: [id] }));
const knowledge = testKnowledge(packs);
const written = postOf('a', 0, { text: 'northwind login is down' });
const edited = { ...written, text: 'fabrikam login is down', editedAt: startAt + 60_000 };
const gone = { ...written, text: '', deleted: true };

describe('two who store versions of one post at the same moment', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(() => emptyTables(database));

  const ingest = (tx: Queryable, post: Post) =>
    ingestPosts(tx, [post], { knowledge, settings: ingestSettings, nowMs: startAt + 120_000, isShared: true });
  /** The second one reads before the first one has committed, wherever the database lets it. */
  async function together(first: Post, second: Post): Promise<void> {
    let begun = () => {};
    const isFirstWritten = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const one = database.transaction(async (tx) => {
      await ingest(tx, first);
      begun();
      await pause(100);
    });
    await isFirstWritten;
    await storing(database, (tx) => ingest(tx, second));
    await one;
  }
  const stored = async () => ({
    posts: await database.query('SELECT text, deleted_at IS NOT NULL AS gone FROM post'),
    reports: await database.query('SELECT brand FROM report'),
  });

  it.each([
    ['an edit behind the first version', written, edited, 'fabrikam'],
    ['the first version behind an edit', edited, written, 'northwind'],
    ['the same edit twice', edited, edited, 'fabrikam'],
  ])('leave what the later one wrote and nothing else: %s', async (_, first, second, brand) => {
    await together(first, second);
    expect(await stored()).toEqual({ posts: [{ text: second.text, gone: false }], reports: [{ brand }] });
  });

  it.each([
    ['an edit behind a deletion', gone, edited],
    ['a deletion behind an edit', edited, gone],
  ])('leave a deleted post deleted: %s', async (_, first, second) => {
    await database.transaction((tx) => ingest(tx, written));
    await together(first, second);
    expect(await stored()).toEqual({ posts: [{ text: '', gone: true }], reports: [] });
  });

  it('touch both minutes’ brands, so that they are counted anew', async () => {
    await together(written, edited);
    const touched = await database.query('SELECT brand FROM touched_minute ORDER BY brand');
    expect(touched).toEqual([{ brand: 'fabrikam' }, { brand: 'northwind' }]);
  });
});

describe('a transaction that stores posts', () => {
  const failing = (...kinds: (DatabaseError['kind'] | 'done')[]) => {
    const database = {
      transaction: async () => {
        const kind = kinds.shift()!;
        if (kind === 'done') return 'done';
        throw new DatabaseError(kind, kind);
      },
    } as unknown as Database;
    return storing(database, async () => 'never');
  };

  it('begins again after conflicts, not after other faults, and not without end', async () => {
    expect(await failing('conflict', 'conflict', 'done')).toBe('done');
    await expect(failing('conflict', 'full', 'done')).rejects.toThrow('full');
    await expect(failing(...Array(9).fill('conflict'), 'done')).rejects.toThrow('conflict');
  });
});
