import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { brandPackSchema } from '../../src/adapters/assets/brand-pack-schema.ts';
import { findClusters, symptomOf } from '../../src/commands/find-clusters.ts';
import type { Post } from '../../src/core/words/post.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { emptyTables, postOf, startMinute, takeIn, testKnowledge } from '../support/ingest-world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));

const gift = (n: number, minute: number, changes: Partial<Post> = {}) =>
  postOf(`g${n}`, minute, {
    text: `northwind other down: gift card balance empty ${'abcdefghij'[n % 10]}x`,
    ...changes,
  });
const find = (from: number, to: number, leastAuthors = 3) =>
  findClusters(database, brandPack(), { window: { from: startMinute + from, to: startMinute + to }, leastAuthors });

describe('unexplained complaints', () => {
  it('are the current reports of the window that no named symptom explains, grouped', async () => {
    await takeIn(database, [
      ...[0, 1, 2, 3].map((n) => gift(n, n)),
      gift(4, 4, { text: 'northwind login down: gift card balance empty' }),
      gift(5, 5, { text: 'northwind other lol: gift card balance empty' }),
      gift(6, 200),
      gift(7, 7, { id: 'bluesky:gone' }),
    ]);
    await takeIn(database, [gift(7, 7, { id: 'bluesky:gone', deleted: true })]);
    const { clusters, unexplained } = await find(0, 60);
    expect(unexplained).toEqual({ n: 4, of: 5 });
    expect(clusters).toHaveLength(1);
    const [cluster] = clusters;
    expect(cluster!.texts.map(({ id }) => id).sort()).toEqual(['bluesky:g0', 'bluesky:g1', 'bluesky:g2', 'bluesky:g3']);
    expect(cluster!.words.map(({ word }) => word)).toEqual(expect.arrayContaining(['gift', 'card', 'balance']));
    expect(JSON.stringify(cluster)).not.toContain('author-g');
    expect(await find(0, 60, 5)).toMatchObject({ clusters: [] });
  });

  it('are set against the fortnight before the window, as long as there was counting', async () => {
    await takeIn(
      database,
      [0, 1, 2, 3].map((n) => gift(n, 600 + n)),
    );
    expect((await find(600, 660)).clusters[0]).toMatchObject({ usual: null, growth: null });
    await takeIn(
      database,
      [4, 5].map((n) => gift(n, n * 10)),
    );
    // Two people within 9 hours and 20 minutes before: 0.21 in an hour.
    const [cluster] = (await find(600, 660)).clusters;
    expect(cluster!.usual).toBeCloseTo(2 / (560 / 60));
    expect(cluster!.growth).toBeCloseTo(4.5 / (2 / (560 / 60) + 0.5));
  });

  it('hold what the model was not sure of, whatever it named', async () => {
    const { classifier, ...rest } = testKnowledge();
    const unsure = {
      ...classifier,
      classify: (asked: Parameters<typeof classifier.classify>[0]) =>
        classifier.classify(asked).map((one) => ({ ...one, scores: { ...one.scores, current: 0.4 } })),
    };
    const posts = [0, 1, 2].map((n) => gift(n, n, { text: `northwind login down: gift card balance empty ${n}` }));
    await takeIn(database, posts, { knowledge: { ...rest, classifier: unsure } });
    expect((await find(0, 60)).unexplained).toEqual({ n: 3, of: 3 });
  });

  it('can be named in the brand’s pack, which takes what is printed', async () => {
    await takeIn(
      database,
      [0, 1, 2].map((n) => gift(n, n)),
    );
    const added = symptomOf((await find(0, 60)).clusters[0]!, 'gift_cards');
    expect(added.symptomWords.gift_cards).toEqual(expect.arrayContaining(['gift card', 'card balance']));
    const { symptomWords } = brandPackSchema.shape;
    expect(symptomWords.parse(added.symptomWords)).toEqual(added.symptomWords);
    const packs = [{ ...brandPack(), ...added }];
    await takeIn(database, [gift(8, 20)], { knowledge: testKnowledge(packs) });
    const [row] = await database.query("SELECT symptoms FROM report WHERE post_id = 'bluesky:g8'");
    expect(row).toEqual({ symptoms: ['own:gift_cards'] });
  });
});
