import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFetcher } from '../../src/adapters/net/fetcher.ts';
import { inProcessQueue } from '../../src/adapters/queues/in-process.ts';
import { openSource } from '../../src/adapters/sources/open-sources.ts';
import { backupLines } from '../../src/commands/back-up.ts';
import { saltedKey } from '../../src/pipeline/author-key.ts';
import { pollSource } from '../../src/pipeline/poll-source.ts';
import { splitPage } from '../../src/pipeline/split-page.ts';
import type { Database } from '../../src/ports/database.ts';
import type { Source } from '../../src/ports/source.ts';
import { registerSource } from '../../src/store/sources.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import { hearEvents } from '../support/heard-events.ts';
import { emptyTables, ingestSettings, startAt, testKnowledge } from '../support/ingest-world.ts';
import { startJetstream } from '../support/jetstream-server.ts';
import { startService } from '../support/service-server.ts';

const did = 'did:plc:z72i7hdynmk6r22z27h6tvur';
const rkey = '3mu3boyhulk2x';
const salt = 'test';
const clock = { now: () => startAt };
const signal = new AbortController().signal;

let database: Database;
let host: Awaited<ReturnType<typeof startJetstream>>;
const open: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function openedSource(kind: string, settings: Record<string, unknown>): Promise<Source> {
  const limits = { burst: 1_000, failuresToOpen: 1_000 };
  const fetcher = createFetcher({ clock, contact: 'x', version: 'test', allowInside: ['*'], limits });
  const keyOf = (text: string) => saltedKey(salt, text);
  const wish = { id: kind, kind, settings, brands: [brandPack()], clock, fetcher, random: () => 0.5, keyOf };
  const { source } = openSource(wish);
  open.push(async () => {
    await source.close();
    fetcher.close();
  });
  await registerSource(database, { id: kind, kind, atMs: clock.now() });
  return source;
}

/** Reads until the database holds a row of the kind, and gives what was logged meanwhile. */
async function readUntil(source: Source, row: string, ...frames: unknown[]): Promise<string> {
  const { events, lines } = hearEvents();
  const parts = { knowledge: testKnowledge(), settings: ingestSettings, clock, random: () => 0.5, events };
  const poll = () => pollSource(source, { ...parts, database, queue: inProcessQueue }, signal);
  const first = poll();
  for (const frame of frames) await host.send(frame);
  await first;
  const found = async () => {
    await poll();
    return database.query(`SELECT 1 FROM post WHERE ${row}`);
  };
  await expect.poll(found).toHaveLength(1);
  return JSON.stringify(lines());
}

/** All that somebody finds who gets hold of a backup. */
async function backup(): Promise<string> {
  let text = '';
  for await (const lines of backupLines({ database, clock })) text += lines;
  return text;
}

const at = (seq: number) => new Date(startAt - 60_000 + seq).toISOString();
const commit = (seq: number, operation: string, text: unknown = 'Northwind login is down') => ({
  $type: 'message',
  payload: {
    ...{ $type: 'network.bsky.jetstream.subscribeEvents#commit', seq, did, time: at(seq), rev: 'x', operation },
    ...{ collection: 'app.bsky.feed.post', rkey, cid: 'c' },
    ...(operation !== 'delete' && { record: { text, createdAt: at(seq), langs: ['en'] } }),
  },
});

describe('a post of Bluesky', () => {
  beforeEach(async () => {
    host = await startJetstream();
    open.push(host.close);
  });
  const listening = () => openedSource('bluesky', { endpoints: [host.url], waitMs: 100 });

  it('is found again under an id that names nobody: once deleted, nothing is left that does', async () => {
    const source = await listening();
    const log = await readUntil(source, "text <> ''", commit(1, 'create', 7), commit(2, 'create'));
    expect(log).toContain('text: ');
    expect(log).not.toContain(did);
    const [post] = await database.query<{ id: string; url: string }>('SELECT id, url FROM post');
    expect(post!.id).toMatch(/^bluesky:[\w-]{16}$/);
    // As long as the text is kept, so is the address at which it was published.
    expect(post!.url).toBe(`https://bsky.app/profile/${did}/post/${rkey}`);
    await readUntil(source, 'deleted_at > 0', commit(3, 'delete'));
    const kept = await backup();
    expect(kept).toContain(post!.id);
    expect(kept).not.toContain(did);
    expect(kept).not.toContain(rkey);
  });

  it('goes also when a later process is told so, which never saw it', async () => {
    const before = await listening();
    await readUntil(before, "text <> ''", commit(2, 'create'));
    const socket = await host.client();
    // Else the host might speak to the one that goes.
    const gone = new Promise((resolve) => socket.once('close', resolve));
    await before.close();
    await gone;
    await readUntil(await listening(), 'deleted_at > 0', commit(3, 'delete'));
    expect(await backup()).not.toContain(did);
  });

  it('goes over a stream without its author, in what is gone as in what was written', () => {
    const keyOf = (text: string) => saltedKey(salt, text);
    const about = { source: 'bluesky', number: 1, partitions: 1, knowledge: testKnowledge() };
    const parts = splitPage({ posts: [], gone: { nativeIds: [keyOf(`${did}/${rkey}`)], authors: [did] } }, about);
    expect(JSON.stringify(parts)).not.toContain(did);
  });
});

describe('entries of feeds', () => {
  it('are all stored, though each feed counts from 1, under ids that name nobody', async () => {
    const entry = (guid: string, title: string, author: string) =>
      `<item><guid isPermaLink="false">${guid}</guid><title>${title}</title><author>${author}</author><pubDate>${new Date(startAt - 60_000).toUTCString()}</pubDate></item>`;
    const pages: Record<string, string> = {
      '/a':
        entry('4711', 'northwind app is down', 'ann') +
        entry(`at://${did}/app.bsky.feed.post/1`, 'northwind down', 'x'),
      '/b': entry('4711', 'northwind login fails', 'ann'),
    };
    const service = await startService(({ url: { pathname } }) => ({
      body: `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>${pages[pathname]}</channel></rss>`,
    }));
    open.push(service.close);
    const feeds = ['/a', '/b'].map((path) => ({ url: service.url + path }));
    await readUntil(await openedSource('rss', { feeds }), "text = 'northwind login fails'");
    const rows = await database.query<{ text: string; author_key: string }>(
      'SELECT text, author_key FROM post ORDER BY text',
    );
    expect(rows.map(({ text }) => text)).toEqual(['northwind app is down', 'northwind down', 'northwind login fails']);
    // One name on one host is one person, whichever of its feeds they write in.
    expect(rows[0]!.author_key).toBe(rows[2]!.author_key);
    expect(await backup()).not.toContain(did);
  });
});
