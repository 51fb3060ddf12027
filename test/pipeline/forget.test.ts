import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forget } from '../../src/pipeline/forget.ts';
import type { Database } from '../../src/ports/database.ts';
import { writeAudit } from '../../src/store/audit.ts';
import { openCorridor } from '../support/corridor.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { countsOf, emptyTables, postOf, startAt, startMinute, takeIn, testKnowledge } from '../support/ingest-world.ts';
import { madePosts, ordinary, outage } from '../support/made-posts.ts';

const dayMs = 86_400_000;
const { signal } = new AbortController();
const everything = { posts: 90, counts: 90, records: 90 };

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));

const ids = async (sql: string) => (await database.query<{ id: string }>(sql)).map(({ id }) => id);

describe('what is old is forgotten, each class by its own time', () => {
  it('posts and reports go, their counts stay', async () => {
    await takeIn(database, [postOf('old', 0), postOf('young', 10)]);
    const counts = await countsOf(database);
    expect(await forget(database, { ...everything, posts: 1 }, startAt + dayMs + 5 * 60_000, signal)).toBe(1);
    expect(await ids('SELECT id FROM post')).toEqual(['bluesky:young']);
    expect(await ids('SELECT post_id AS id FROM report')).toEqual(['bluesky:young']);
    expect(await countsOf(database)).toEqual(counts);
  });

  it('counts of all brands go day by day, what is younger stays as it was', async () => {
    const packs = [brandPack(), brandPack({ id: 'southwind', name: 'Southwind', words: ['southwind'] })];
    const days = [0, 1, 2, 3];
    const posts = days.flatMap((day) =>
      ['northwind', 'southwind'].map((brand) =>
        postOf(`${brand}-${day}`, day * 1_440, { text: `${brand} login is down` }),
      ),
    );
    const corridor = openCorridor(database, packs);
    await takeIn(database, posts, { knowledge: testKnowledge(packs), nowMs: startAt + 4 * dayMs });
    await corridor.advance([], startMinute + 60);
    const before = await countsOf(database);
    await forget(database, { ...everything, posts: 90, counts: 1 }, startAt + 3 * dayMs, signal);
    const kept = before.filter((line) => Number(line.split(' ')[1]) >= startMinute + 2 * 1_440);
    expect(kept.length).toBeGreaterThan(0);
    expect(await countsOf(database)).toEqual(kept);
    expect(await ids('SELECT DISTINCT brand AS id FROM brand_minute ORDER BY 1')).toEqual(['northwind', 'southwind']);
  });

  it('ended alerts and expectations go with the counts, incidents and their steps stay', async () => {
    const corridor = openCorridor(database, [brandPack({ mentionsPerDay: 1_000 })]);
    const onset = 720;
    const posts = madePosts([...ordinary(0, onset + 160), ...outage(onset, onset + 40)], 21);
    let taken = 0;
    for (let minute = 360; minute <= onset + 160; minute += minute < onset ? 360 : 5) {
      const until = posts.findIndex(({ createdAt }) => createdAt >= startAt + minute * 60_000);
      await corridor.advance(posts.slice(taken, until < 0 ? posts.length : until), startMinute + minute);
      taken = until < 0 ? posts.length : until;
    }
    const incidents = await database.query('SELECT * FROM incident');
    expect(incidents).toHaveLength(1);
    expect((await ids('SELECT id FROM alert WHERE NOT active')).length).toBeGreaterThan(0);
    expect((await database.query('SELECT 1 FROM expectation')).length).toBeGreaterThan(0);
    await forget(database, { ...everything, counts: 90 }, startAt + 91 * dayMs, signal);
    expect(await ids('SELECT id FROM alert')).toEqual([]);
    expect(await database.query('SELECT 1 FROM expectation')).toEqual([]);
    expect(await countsOf(database)).toEqual([]);
    expect(await database.query('SELECT * FROM incident')).toEqual(incidents);
    expect((await database.query('SELECT 1 FROM transition')).length).toBeGreaterThan(3);
  });

  it('gaps of sources go with the counts of their minutes, digests before the last one with the deeds', async () => {
    const gap = (source: string, from: number, to: number | null) =>
      database.query('INSERT INTO source_gap (source, from_minute, to_minute, reason) VALUES ($1, $2, $3, $4)', [
        ...[source, startMinute + from, to === null ? null : startMinute + to, 'test'],
      ]);
    await Promise.all([gap('over', 0, 5), gap('reaches on', 0, 2 * 1_440), gap('open', 0, null)]);
    await database.query('TRUNCATE digest');
    for (const [channel, until] of [
      ['a', 1],
      ['a', 2],
      ['a', 3 * 1_440],
      ['b', 1],
    ] as const)
      await database.query('INSERT INTO digest VALUES ($1, $2, $2 - 1)', [channel, startMinute + until]);
    await forget(database, { posts: 1, counts: 1, records: 1 }, startAt + 2 * dayMs, signal);
    expect(await ids('SELECT source AS id FROM source_gap ORDER BY 1')).toEqual(['open', 'reaches on']);
    const left = await database.query('SELECT channel, until_minute - $1::int4 AS until FROM digest ORDER BY 1', [
      startMinute,
    ]);
    expect(left).toEqual([
      { channel: 'a', until: 3 * 1_440 },
      { channel: 'b', until: 1 },
    ]);
    await database.query('TRUNCATE digest');
  });

  it('deeds go by their own time, but never the messages of an incident that goes on', async () => {
    for (const at of [startAt, startAt + 2 * dayMs])
      await writeAudit(database, { at, actor: 'test', action: 'key-issued', detail: {} });
    await database.query(
      `INSERT INTO incident (id, brand, state, onset_at, detected_at, updated_at, closed_at, revision, body, memory)
       VALUES ('over', 'northwind', 'closed', 0, 0, 0, 1, 1, '{}', '{}'), ('open', 'northwind', 'confirmed', 0, 0, 0, NULL, 1, '{}', '{}')`,
    );
    await database.query(
      `INSERT INTO outbox (key, incident_id, revision, channel, due_at, state) VALUES
       ('over', 'over', 1, 'c', $1, 'delivered'), ('open', 'open', 1, 'c', $1, 'delivered'),
       ('waits', 'over', 2, 'c', $1, 'waiting'), ('late', 'over', 3, 'c', $1 + ${2 * dayMs}, 'failed')`,
      [startAt],
    );
    await forget(database, { ...everything, records: 1 }, startAt + 2 * dayMs, signal);
    expect(await database.query('SELECT at FROM audit')).toEqual([{ at: startAt + 2 * dayMs }]);
    expect(await ids('SELECT key AS id FROM outbox ORDER BY 1')).toEqual(['late', 'open', 'waits']);
  });
});
