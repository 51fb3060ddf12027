import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reclassify } from '../../src/commands/reclassify.ts';
import { relabel } from '../../src/commands/relabel.ts';
import type { BrandPack } from '../../src/core/words/brand.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import type { Classifier } from '../../src/ports/classifier.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import {
  countsOf,
  currentByMinute,
  emptyTables,
  ingestSettings,
  postOf,
  startAt,
  startMinute,
  takeIn,
} from '../support/ingest-world.ts';
import { keywordClassifier } from '../support/keyword-classifier.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));

const { authorWindowMinutes } = ingestSettings;
const clock = { now: () => startAt + 3_600_000 };
/** Knows a word more than the one before: "broken" is a current report too. */
const better: Classifier = {
  model: 'keywords@2',
  classify: (inputs) =>
    keywordClassifier.classify(inputs.map((one) => ({ ...one, text: one.text.replace('broken', 'down') }))),
};

async function judgeAnew(changes: { classifier?: Classifier; again?: boolean; packs?: BrandPack[]; to?: number } = {}) {
  const { classifier = better, again = false, packs = [brandPack()], to = 1_000 } = changes;
  const tools = { database, clock, classifier, packs, authorWindowMinutes, actor: 'test' };
  const range = { from: startMinute, to: startMinute + to };
  const done = await reclassify(tools, { range, again, signal: new AbortController().signal });
  await aggregate(database, { authorWindowMinutes });
  return done;
}

async function verdicts(): Promise<Record<string, string>> {
  const rows = await database.query<{ id: string; told: string }>(
    "SELECT post_id AS id, concat_ws(' ', kind, array_to_string(symptoms, ','), model) AS told FROM report",
  );
  return Object.fromEntries(rows.map(({ id, told }) => [id.replace('bluesky:', ''), told]));
}

describe('reclassification', () => {
  it('judges the stored posts of a window by the present model and counts them anew', async () => {
    await takeIn(database, [
      postOf('a', 0, { text: 'northwind login broken' }),
      postOf('b', 5),
      postOf('late', 20, { text: 'northwind cart broken' }),
    ]);
    expect(await currentByMinute(database)).toEqual({ 5: 1 });
    expect(await judgeAnew({ to: 10 })).toEqual({ judged: 2, changed: 1 });
    expect(await verdicts()).toEqual({
      a: 'current login keywords@2',
      b: 'current login keywords@2',
      late: 'none cart keywords@1',
    });
    expect(await currentByMinute(database)).toEqual({ 0: 1, 5: 1 });
    expect(await judgeAnew()).toEqual({ judged: 1, changed: 1 });
    expect(await judgeAnew()).toEqual({ judged: 0, changed: 0 });
    const [audit] = await database.query(
      "SELECT action, detail FROM audit WHERE action = 'reports-reclassified' ORDER BY id",
    );
    expect(audit).toMatchObject({ detail: { model: 'keywords@2', judged: 2, changed: 1 } });
  });

  it('leaves the counts as if the better model had judged from the start', async () => {
    const author = 'one';
    const posts = [
      postOf('a', 0, { text: 'northwind app broken', author }),
      postOf('b', 30, { author }),
      postOf('c', 30),
      postOf('d', 70, { author }),
    ];
    await takeIn(database, posts);
    await judgeAnew();
    const counts = await countsOf(database);
    await emptyTables(database);
    await takeIn(
      database,
      posts.map((post) => ({ ...post, text: post.text.replace('broken', 'down') })),
    );
    expect(counts).toEqual(await countsOf(database));
  });

  it('keeps what people labeled and what they chose in the form', async () => {
    const stated = { kind: 'current' as const, symptoms: ['cart'], surfaces: ['web'] };
    await takeIn(database, [
      postOf('label', 0, { text: 'northwind broken' }),
      postOf('form', 1, { text: 'northwind hm', stated }),
    ]);
    const tools = { database, clock, actor: 'ann', authorWindowMinutes };
    await relabel(tools, { postId: 'bluesky:label', brand: 'northwind', kind: 'chatter', reason: '' });
    expect(await judgeAnew({ again: true })).toEqual({ judged: 0, changed: 0 });
    expect(await verdicts()).toEqual({ label: 'chatter  person', form: 'current cart stated' });
  });

  it('goes through more posts than fit into one round, those that nothing changes included', async () => {
    const posts = Array.from({ length: 1_203 }, (_, i) =>
      postOf(`p${i}`, i % 50, { text: i % 2 ? 'northwind login broken' : 'northwind login down', author: `a${i}` }),
    );
    await takeIn(database, posts);
    expect(await judgeAnew({ again: true })).toEqual({ judged: 1_203, changed: 601 });
    expect(new Set(Object.values(await verdicts()))).toEqual(new Set(['current login keywords@2']));
  });

  it('names a symptom by the words that were added to a brand’s pack', async () => {
    await takeIn(database, [
      postOf('a', 0, { text: 'northwind other down: my gift-card balance' }),
      postOf('b', 1, { text: 'northwind other down: locker' }),
      postOf('c', 2, { text: 'northwind login down: gift card' }),
    ]);
    const packs = [brandPack(), { ...brandPack(), symptomWords: { gift_cards: ['gift card'], pickup: ['locker'] } }];
    expect(await judgeAnew({ again: true, packs: packs.slice(1), classifier: keywordClassifier })).toEqual({
      judged: 3,
      changed: 2,
    });
    expect(await verdicts()).toEqual({
      a: 'current own:gift_cards keywords@1',
      b: 'current pickup keywords@1',
      c: 'current login keywords@1',
    });
    expect(await countsOf(database)).toContain(`northwind ${startMinute} own:gift_cards * * 1`);
  });
});
