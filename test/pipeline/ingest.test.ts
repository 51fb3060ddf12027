import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Post } from '../../src/core/words/post.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import {
  countsOf,
  currentByMinute,
  emptyTables,
  postOf,
  startAt,
  startMinute,
  takeIn,
  testKnowledge,
} from '../support/ingest-world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));

async function rows(): Promise<{ id: string; text: string; outcome: string }[]> {
  return database.query('SELECT id, text, outcome FROM post ORDER BY id');
}

async function outcomes(): Promise<Record<string, string>> {
  return Object.fromEntries((await rows()).map(({ id, outcome }) => [id.replace('bluesky:', ''), outcome]));
}

const long =
  'northwind website down for everyone in the neighbourhood since yesterday evening, customers cannot purchase anything whatsoever';

describe('a post', () => {
  it('becomes a row without its author, a report and counts', async () => {
    const post = postOf('a', 0, { author: 'ann@example.org', profileLocation: 'Dallas, TX', reach: 2_900 });
    expect(await takeIn(database, [post])).toEqual({
      ...{ seen: 1, stored: 1, unchanged: 0, outcomes: { kept: 1 } },
      // `takeIn` takes it in a day after its minute.
      delaysMs: [86_400_000],
    });
    const [row] = await database.query('SELECT * FROM post JOIN report ON post_id = id');
    expect(row).toMatchObject({
      id: 'bluesky:a',
      brand: 'northwind',
      kind: 'current',
      symptoms: ['login'],
      surfaces: ['app'],
      state: 'TX',
      // A power of two: followers alone could tell who it is.
      reach: 2_048,
      minute: startMinute,
      model: 'keywords@1',
    });
    expect(JSON.stringify(row)).not.toContain('ann');
    expect(await countsOf(database)).toContain(`northwind ${startMinute} login * US-TX 1`);
  });

  it('is the same post when it comes again, in the same page or a later one', async () => {
    const page = [postOf('a', 0), postOf('b', 1), postOf('a', 0)];
    expect(await takeIn(database, page)).toMatchObject({ seen: 3, stored: 2 });
    const counts = await countsOf(database);
    expect(await takeIn(database, page)).toMatchObject({ stored: 0, unchanged: 2 });
    expect(await countsOf(database)).toEqual(counts);
    expect(await database.query('SELECT * FROM touched_minute')).toEqual([]);
  });

  it('is kept with the reason for which it isn’t counted', async () => {
    await takeIn(database, [
      postOf('brandless', 0, { text: 'my login is down' }),
      postOf('repeat', 0, { repostOf: 'x' }),
      postOf('old-style', 0, { text: 'RT @someone: northwind is down' }),
      postOf('empty', 0, { text: ' \u200b ' }),
      postOf('ancient', -91 * 1440),
      postOf('ahead', 1440 + 11),
      postOf('kept', 0),
    ]);
    expect(await outcomes()).toEqual({
      brandless: 'no-brand',
      repeat: 'repost',
      'old-style': 'repost',
      empty: 'empty',
      ancient: 'too-old',
      ahead: 'in-future',
      kept: 'kept',
    });
    expect(await currentByMinute(database)).toEqual({ 0: 1 });
  });

  it('is counted anew when it was edited', async () => {
    await takeIn(database, [postOf('a', 0), postOf('b', 0)]);
    await takeIn(database, [postOf('a', 0, { text: 'northwind works again', editedAt: startAt + 60_000 })]);
    expect(await currentByMinute(database)).toEqual({ 0: 1 });
    const [minute] = await database.query('SELECT mentions, current, resolved FROM brand_minute');
    expect(minute).toEqual({ mentions: 2, current: 1, resolved: 1 });
    await takeIn(database, [postOf('a', 0, { text: 'nothing to see', editedAt: startAt + 120_000 })]);
    expect(await outcomes()).toEqual({ a: 'no-brand', b: 'kept' });
    expect(await database.query('SELECT mentions FROM brand_minute')).toEqual([{ mentions: 1 }]);
  });

  it('stays in its minute when it is edited, whatever time its source tells then', async () => {
    await takeIn(database, [postOf('a', 0)]);
    await takeIn(database, [postOf('a', 90, { text: 'northwind app is still down', editedAt: startAt + 5_400_000 })]);
    expect(await currentByMinute(database)).toEqual({ 0: 1 });
    expect(
      await database.query('SELECT p.created_at, r.minute, p.text FROM post p JOIN report r ON r.post_id = p.id'),
    ).toEqual([{ created_at: startAt, minute: startMinute, text: 'northwind app is still down' }]);
  });

  it('loses its text and its count when it is deleted, and stays deleted', async () => {
    await takeIn(database, [postOf('a', 0, { url: 'https://example.org/a' })]);
    await takeIn(database, [postOf('a', 0, { deleted: true })]);
    expect(await currentByMinute(database)).toEqual({});
    await takeIn(database, [postOf('a', 0)]);
    const [row] = await database.query('SELECT text, url, outcome, deleted_at FROM post');
    expect(row).toEqual({ text: '', url: null, outcome: 'deleted', deleted_at: startAt + 86_400_000 });
    expect(await currentByMinute(database)).toEqual({});
  });

  it('that was written and deleted in one page never counts', async () => {
    await takeIn(database, [postOf('a', 0), postOf('a', 0, { deleted: true }), postOf('b', 0, { deleted: true })]);
    expect((await rows()).filter(({ text }) => text !== '')).toEqual([]);
    expect(await currentByMinute(database)).toEqual({});
  });

  it('goes when its source says that it or its author has gone, and nothing else does', async () => {
    const posts = [
      postOf('a', 0),
      postOf('b', 1, { author: 'bob' }),
      postOf('c', 2, { author: 'bob' }),
      postOf('d', 3, { id: 'reddit:d', source: 'reddit', author: 'bob' }),
    ];
    await takeIn(database, posts);
    await takeIn(database, [], {
      gone: { source: 'bluesky', nativeIds: ['a', 'never-seen'], authors: ['bob', 'eve'] },
    });
    expect(await currentByMinute(database)).toEqual({ 3: 1 });
    expect((await rows()).filter(({ text }) => text !== '').map(({ id }) => id)).toEqual(['reddit:d']);
  });

  it('of the intake counts what the person chose, not what the text says', async () => {
    const stated = { kind: 'current' as const, symptoms: ['pharmacy'], surfaces: ['store'] };
    await takeIn(database, [postOf('a', 0, { text: '', aboutBrand: 'northwind', stated })]);
    const [row] = await database.query('SELECT kind, symptoms, surfaces, model FROM report');
    expect(row).toEqual({ kind: 'current', symptoms: ['pharmacy'], surfaces: ['store'], model: 'stated' });
  });
});

describe('near copies', () => {
  it('count once in the window, whoever posts them and in whichever case', async () => {
    await takeIn(database, [postOf('a', 0, { text: long })]);
    await takeIn(database, [postOf('b', 5, { text: `${long.toUpperCase()}!!` }), postOf('c', 6, { text: long })]);
    expect(await outcomes()).toEqual({ a: 'kept', b: 'near-copy', c: 'near-copy' });
    expect(await currentByMinute(database)).toEqual({ 0: 1 });
  });

  it('are not judged: of a text that many repeat, one is', async () => {
    const asked: string[] = [];
    const known = testKnowledge();
    const classify: typeof known.classifier.classify = (inputs) => {
      asked.push(...inputs.map(({ text }) => text));
      return known.classifier.classify(inputs);
    };
    const knowledge = { ...known, classifier: { ...known.classifier, classify } };
    const page = Array.from({ length: 50 }, (_, n) => postOf(`copy-${n}`, n, { text: long }));
    const result = await takeIn(database, [...page, postOf('own', 60)], { knowledge });
    expect(result.outcomes).toEqual({ kept: 2, 'near-copy': 49 });
    expect(asked).toEqual([long, postOf('own', 60).text]);
  });

  it('are not seen in short complaints: people say the same thing', async () => {
    await takeIn(database, [postOf('a', 0), postOf('b', 0)]);
    expect(await currentByMinute(database)).toEqual({ 0: 2 });
  });

  it('count again after the window', async () => {
    const nowMs = startAt + 3 * 86_400_000;
    await takeIn(database, [postOf('a', 0, { text: long })], { nowMs });
    await takeIn(database, [postOf('b', 1_440, { text: long }), postOf('c', 1_441, { text: long })], { nowMs });
    expect(await outcomes()).toEqual({ a: 'kept', b: 'near-copy', c: 'kept' });
  });
});

describe('the author window', () => {
  const by = (id: string, minute: number, author = 'ann') => postOf(id, minute, { author });

  it('counts a person once while they go on, and again after an hour of silence', async () => {
    await takeIn(database, [by('a', 0), by('b', 30), by('c', 90), by('d', 151)]);
    expect(await currentByMinute(database)).toEqual({ 0: 1, 151: 1 });
  });

  it('gives the count to a late post that was written earlier', async () => {
    await takeIn(database, [by('b', 30)]);
    await takeIn(database, [by('a', 0)]);
    expect(await currentByMinute(database)).toEqual({ 0: 1 });
  });

  it('gives it back when the earlier post goes', async () => {
    await takeIn(database, [by('a', 0), by('b', 30)]);
    await takeIn(database, [by('a', 0), { ...by('a', 0), deleted: true }]);
    expect(await currentByMinute(database)).toEqual({ 30: 1 });
  });

  it('counts the same in any order of arrival, with edits and deletions between (seed 2, 25 runs)', async () => {
    const post = fc.record({
      n: fc.nat(30),
      minute: fc.nat(200),
      author: fc.constantFrom('ann', 'bob', 'cyd'),
      text: fc.constantFrom(
        'northwind cart is down',
        'northwind works again',
        'northwind lol',
        'northwind login is down',
      ),
      place: fc.constantFrom(undefined, 'Dallas, TX', 'Columbus, Ohio'),
      later: fc.constantFrom('nothing', 'nothing', 'edit', 'delete'),
    });
    const history = fc.uniqueArray(post, { selector: ({ n }) => n, minLength: 2, maxLength: 14 });
    const orders = history.chain((posts) => {
      const steps = posts.flatMap(stepsOf);
      return fc.record({
        steps: fc.constant(steps),
        order: fc.shuffledSubarray(steps, { minLength: steps.length }),
        cut: fc.nat(steps.length),
      });
    });
    await fc.assert(
      fc.asyncProperty(orders, async ({ steps, order, cut }) => {
        await emptyTables(database);
        // What is said later about a post comes later, whatever else comes between.
        const late = inVersions(order);
        await takeIn(database, late.slice(0, cut));
        for (const one of late.slice(cut)) await takeIn(database, [one]);
        const arrived = await countsOf(database);
        await emptyTables(database);
        await takeIn(database, finalOf(steps));
        expect(arrived).toEqual(await countsOf(database));
      }),
      { seed: 2, numRuns: 25 },
    );
  });
});

interface Told {
  n: number;
  minute: number;
  author: string;
  text: string;
  place: string | undefined;
  later: string;
}

/** A post and what happens to it later, in order. */
function stepsOf({ n, minute, author, text, place, later }: Told): Post[] {
  const first = postOf(`p${n}`, minute, { author, text, profileLocation: place });
  if (later === 'edit') return [first, { ...first, text: 'northwind search_browse is down', editedAt: startAt }];
  return later === 'delete' ? [first, { ...first, deleted: true }] : [first];
}

function version({ editedAt, deleted }: Post): number {
  return deleted ? 2 : editedAt ? 1 : 0;
}

/** The same order of posts, but the versions of each in theirs. */
function inVersions(posts: Post[]): Post[] {
  const waiting = new Map<string, Post[]>();
  for (const post of posts)
    waiting.set(
      post.id,
      [...(waiting.get(post.id) ?? []), post].sort((a, b) => version(a) - version(b)),
    );
  return posts.map(({ id }) => waiting.get(id)!.shift()!);
}

/** Each post as it is in the end. */
function finalOf(posts: Post[]): Post[] {
  return [...new Map(posts.map((post) => [post.id, post])).values()];
}

describe('hostile text', () => {
  const hostile = {
    nul: 'northwind\u0000 is down',
    surrogate: 'northwind is down \ud83d and \udc00 out',
    emoji: 'northwind is down 😩👩‍👩‍👧',
    backwards: '\u202enorthwind is down\u202c \u200f\u2066x\u2069',
    markup: '<script>alert(1)</script> northwind is down',
    formula: '=HYPERLINK("http://evil.example";"northwind is down")',
    sql: "northwind is down'); DROP TABLE post; --",
    huge: `northwind is down ${'x'.repeat(1_000_000)}`,
    'huge-words': `northwind is down ${'ab '.repeat(330_000)}`,
    lines: 'northwind\r\n\r\n\r\nis\tdown\u2028now',
  };

  it('is stored without what no store or page can hold, and judged all the same', async () => {
    await takeIn(
      database,
      Object.entries(hostile).map(([id, text], index) => postOf(id, index, { text })),
    );
    const stored = Object.fromEntries((await rows()).map(({ id, text }) => [id.slice('bluesky:'.length), text]));
    expect(Object.keys(stored).sort()).toEqual(Object.keys(hostile).sort());
    for (const text of Object.values(stored)) {
      expect(Buffer.from(text).toString()).toBe(text);
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069\u200e\u200f]/);
      expect(text.length).toBeLessThanOrEqual(4_000);
    }
    expect(stored).toMatchObject({
      emoji: hostile.emoji,
      markup: hostile.markup,
      formula: hostile.formula,
      sql: hostile.sql,
      lines: 'northwind is down now',
    });
    expect(await database.query("SELECT count(*)::int4 AS n FROM report WHERE kind = 'current'")).toEqual([{ n: 10 }]);
  });

  it('is known again: the same hostile post twice is no news', async () => {
    const page = Object.entries(hostile).map(([id, text]) => postOf(id, 0, { text }));
    await takeIn(database, page);
    expect(await takeIn(database, page)).toMatchObject({ stored: 0, unchanged: 10 });
  });

  it('in any field comes through or is cleaned, never stops the page (seed 3)', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const lone = fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units));
    const any = fc.oneof(text, lone);
    await fc.assert(
      fc.asyncProperty(any, any, any, async (words, author, place) => {
        const fields = { author, profileLocation: place, lang: place, url: author, source: 'bluesky' };
        const post = postOf(`x${author}`, 0, { text: `northwind ${words}`, ...fields });
        await takeIn(database, [post, postOf('sound', 0), { ...post, id: `y${author}`, repostOf: words }]);
        expect((await rows()).map(({ id }) => id)).toContain('bluesky:sound');
        expect(await takeIn(database, [post])).toMatchObject({ stored: 0 });
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

describe('salting', () => {
  it('gives a person another key under another salt and at another source', async () => {
    const one = postOf('a', 0, { author: 'ann' });
    await takeIn(database, [one, { ...one, id: 'reddit:a', source: 'reddit' }]);
    await takeIn(database, [postOf('b', 0, { author: 'ann' })], { knowledge: { ...testKnowledge(), salt: 'other' } });
    const keys = await database.query<{ author_key: string }>('SELECT DISTINCT author_key FROM post');
    expect(keys).toHaveLength(3);
  });
});
