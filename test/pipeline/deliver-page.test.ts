import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { JetStreamQueue } from '../../src/adapters/queues/jetstream.ts';
import { streamNames } from '../../src/adapters/queues/jetstream-setup.ts';
import { readStreamAddress } from '../../src/adapters/queues/stream-address.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import type { Post } from '../../src/core/words/post.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import { enterSources } from '../../src/pipeline/enter-sources.ts';
import { type PollContext, pollSource } from '../../src/pipeline/poll-source.ts';
import { settlePages } from '../../src/pipeline/settle-pages.ts';
import { receiveParts } from '../../src/pipeline/store-part.ts';
import type { Database } from '../../src/ports/database.ts';
import { readMissing, registerSource } from '../../src/store/sources.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import {
  countsOf,
  emptyTables,
  ingestSettings,
  postOf,
  startAt,
  startMinute,
  testKnowledge,
} from '../support/ingest-world.ts';
import { hasNats, type NatsCluster, startNats } from '../support/nats-cluster.ts';
import { type Answer, type ScriptedSource, scriptedSource } from '../support/scripted-source.ts';

const never = new AbortController().signal;
const packs = ['northwind', 'contoso', 'fabrikam'].map((id) => brandPack({ id, name: id, words: [id] }));

describe.skipIf(!hasNats)('pages that go over a stream (needs nats-server)', () => {
  const salt = 'test';
  let server: NatsCluster;
  let database: Database;
  let queue: JetStreamQueue;
  let source: ScriptedSource;
  let heard: ReturnType<typeof hearEvents>;
  let nowMs = startAt;

  beforeAll(async () => {
    server = await startNats(1);
    database = await openTestDatabase();
  });
  beforeEach(async () => {
    await emptyTables(database);
    nowMs = startAt;
    heard = hearEvents();
    queue = new JetStreamQueue(readStreamAddress(server.address), salt);
  });
  afterEach(async () => {
    await removeStream();
    await queue.close();
  });
  afterAll(async () => {
    await database.close();
    await server.close();
  });

  async function removeStream(): Promise<void> {
    const connection = await connect(readStreamAddress(server.address));
    const manager = await jetstreamManager(connection);
    await manager.streams.delete(streamNames(salt).stream).catch(() => {});
    await connection.close();
  }

  const contextOf = (over: PollContext['queue'] = queue): PollContext => ({
    ...{ database, knowledge: testKnowledge(packs), settings: ingestSettings, clock: { now: () => nowMs } },
    ...{ random: () => 1, events: heard.events, queue: over },
  });

  async function given(answers: Answer[]): Promise<void> {
    source = scriptedSource('bluesky', answers);
    await registerSource(database, { id: 'bluesky', kind: 'scripted', atMs: nowMs, readFrom: startAt - 60_000 });
  }

  async function poll(minute: number, over?: PollContext['queue']): Promise<number> {
    nowMs = startAt + minute * 60_000;
    return pollSource(source, contextOf(over), never);
  }

  /** Stores all that waits, by so many workers, and tells of it. */
  async function arrive(workers = 1): Promise<void> {
    const end = new AbortController();
    const receiving = Array.from({ length: workers }, () => receiveParts(contextOf(), end.signal));
    await vi.waitFor(async () => expect(await queue.state()).toMatchObject({ fault: null, waiting: 0 }), 10_000);
    end.abort();
    await Promise.all(receiving);
    await settlePages(contextOf());
  }

  async function record() {
    const [row] = await database.query<Record<string, number | string>>(
      'SELECT cursor, state, message, posts, read_to, pages, last_post_at FROM source',
    );
    return row!;
  }
  const gaps = () => database.query('SELECT from_minute, to_minute, reason FROM source_gap ORDER BY from_minute');
  const postIds = async () =>
    (await database.query<{ id: string }>('SELECT id FROM post ORDER BY id')).map(({ id }) =>
      id.replace('bluesky:', ''),
    );

  it('move the cursor once the stream has them, and tell of the source once they are stored', async () => {
    await given([{ posts: [postOf('a', 0)] }, { fault: 'timeout' }, { posts: [postOf('b', 2)] }]);
    await poll(1);
    expect(await record()).toMatchObject({ cursor: '1', state: 'ok', posts: 0, read_to: startAt - 60_000 });
    await poll(2);
    await poll(3);
    expect(await record()).toMatchObject({ cursor: '2', state: 'ok', posts: 0, read_to: startAt - 60_000, pages: 2 });
    await settlePages(contextOf());
    const range = { from: startMinute, to: startMinute + 60 };
    expect(await readMissing(database, range)).toMatchObject([{ from_minute: startMinute - 1, to_minute: null }]);
    await arrive();
    expect(await record()).toMatchObject({ posts: 2, read_to: startAt + 3 * 60_000 });
    expect(await readMissing(database, { ...range, to: startMinute + 3 })).toEqual([]);
    expect(await postIds()).toEqual(['a', 'b']);
    expect(await database.query('SELECT 1 FROM sent_page')).toEqual([]);
  });

  it('name nobody while they lie there', async () => {
    await given([{ posts: [postOf('a', 0, { author: 'Ann of Dallas' })], gone: { nativeIds: [], authors: ['Bob'] } }]);
    await poll(1);
    const end = new AbortController();
    const texts: string[] = [];
    await queue.receive(async ({ bytes }) => {
      texts.push(new TextDecoder().decode(bytes));
      if (texts.length === queue.partitions) end.abort();
    }, end.signal);
    expect(texts.join()).not.toMatch(/Ann|Bob/);
  });

  it('end the same, edits and deletions too, whoever stores them in whichever order of partitions', async () => {
    const seed = 5;
    const random = seededRandom(seed);
    const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)]!;
    const brands = packs.map(({ id }) => id);
    const post = (n: number, changes: Partial<Post> = {}) => {
      const text = `${pick([...brands, 'nobody'])} ${pick(['login is down', 'works again', 'is lovely today'])} ${n}`;
      return postOf(`p${n}`, Math.floor(n / 10), { author: `${n < 200 ? 'u' : 'v'}${n % 40}`, text, ...changes });
    };
    const pages: Answer[] = Array.from({ length: 30 }, (_, page) => {
      const posts = Array.from({ length: 10 }, (_, n) => post(10 * page + n));
      for (let n = 0; page > 0 && n < 3; n++) {
        const old = Math.floor(random() * 10 * page);
        const change = random() < 0.5 ? { editedAt: startAt + page * 60_000 } : { deleted: true, text: '' };
        posts.push({ ...post(old), ...change });
      }
      const gone = { nativeIds: [`p${Math.floor(random() * 10 * page)}`], authors: page === 20 ? ['u7'] : [] };
      if (page === 0) return { posts, more: true };
      return { posts, more: true, gone };
    });
    const seen = async () => ({
      posts: await database.query(
        'SELECT id, author_key, text, outcome, fingerprint, deleted_at IS NULL AS here FROM post ORDER BY id',
      ),
      reports: await database.query(
        'SELECT post_id, brand, kind, symptoms, minute, author_key FROM report ORDER BY 1, 2',
      ),
      counts: (await aggregate(database, { authorWindowMinutes: 60 })) && (await countsOf(database)),
    });
    await given([...pages]);
    while ((await poll(40, inProcessQueue)) > 0);
    const alone = await seen();
    await emptyTables(database);
    await given([...pages]);
    while ((await poll(40)) > 0);
    await arrive(3);
    expect(await seen()).toEqual(alone);
    expect(alone.reports.length).toBeGreaterThan(100);
  });

  it('aren’t asked for while the stream is down: it is said, nothing moves, and all goes on afterwards', async () => {
    await given([{ posts: [postOf('a', 0)] }, { posts: [postOf('b', 3)] }]);
    await poll(1);
    await server.kill('n1');
    await vi.waitFor(async () => expect(await queue.state()).toMatchObject({ fault: expect.any(String) }), 10_000);
    await poll(2);
    expect(source.asked).toEqual([null]);
    expect(await record()).toMatchObject({
      cursor: '1',
      state: 'failing',
      message: expect.stringMatching(/stream can't be used/),
    });
    expect(await gaps()).toMatchObject([
      { from_minute: startMinute + 1, to_minute: null, reason: 'queue-unavailable' },
    ]);
    server.start('n1');
    await vi.waitFor(() => queue.ready(), 10_000);
    await poll(3);
    await arrive();
    expect(await record()).toMatchObject({ cursor: '2', state: 'ok', read_to: startAt + 3 * 60_000 });
    expect(await gaps()).toEqual([]);
    expect(await postIds()).toEqual(['a', 'b']);
  }, 30_000);

  it('are read again when the stream has lost them', async () => {
    await given([
      { posts: [postOf('a', 0)] },
      { posts: [postOf('b', 1)] },
      { posts: [postOf('a', 0), postOf('b', 1)] },
    ]);
    await poll(1);
    await arrive();
    await poll(2);
    await removeStream();
    await vi.waitFor(() => queue.ready());
    await settlePages(contextOf());
    expect(await record()).toMatchObject({ cursor: '2' });
    nowMs += 31_000;
    await settlePages(contextOf());
    expect(await record()).toMatchObject({ cursor: '1', read_to: startAt + 60_000 });
    await poll(3);
    await arrive();
    expect(source.asked).toEqual([null, '1', '1']);
    expect(await record()).toMatchObject({ posts: 3, read_to: startAt + 3 * 60_000 });
    expect(heard.lines().map(({ msg }) => msg)).toContain('queue lost pages; their sources are read again');
    expect(await postIds()).toEqual(['a', 'b']);
  });

  it('are read again where no stream is used any more', async () => {
    const page = { posts: [postOf('a', 0)] };
    await given([page, page]);
    await poll(1);
    await enterSources({ ...contextOf(inProcessQueue) }, [{ source, everyMs: 1, clock: { now: () => nowMs } }]);
    await poll(2, inProcessQueue);
    expect(source.asked).toEqual([null, null]);
    expect(await postIds()).toEqual(['a']);
  });
});
