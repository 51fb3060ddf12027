import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
afterEach(() => server.close());

/** Reads the stream until it has `n` events of the kind `changed`. */
async function listen(headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const response = await server.get('/api/v1/events', { headers, signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const read = async (n: number) => {
    while ((text.match(/^event: changed$/gm) ?? []).length < n) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
    }
    return [...text.matchAll(/id: (.+)\nevent: changed\ndata: (.+)\n\n/g)].map((match) => ({
      id: match[1]!,
      data: JSON.parse(match[2]!) as { what: string[]; brands: string[]; at: string },
    }));
  };
  return { response, read, text: () => text, stop: () => abort.abort() };
}

describe('events', () => {
  it('tell what has changed, changes close together as one', async () => {
    server = await startServer(database);
    const page = await listen();
    expect(page.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    server.change({ what: ['timeline'], brands: ['walmart'] });
    server.change({ what: ['incidents', 'timeline'], brands: ['target'] });
    const [first] = await page.read(1);
    expect(first!.data).toEqual({
      what: ['incidents', 'timeline'],
      brands: ['target', 'walmart'],
      at: '2026-11-03T15:00:30Z',
    });
    server.change({ what: ['sources'], brands: [] });
    expect((await page.read(2))[1]!.data).toMatchObject({ what: ['sources'], brands: [] });
    page.stop();
  });

  it('bring a page that comes back what it has missed, and one that was away too long everything', async () => {
    server = await startServer(database);
    const page = await listen();
    const ids: string[] = [];
    for (let i = 1; i <= 3; i++) {
      server.change({ what: ['timeline'], brands: [`brand-${i}`] });
      ids.push((await page.read(i))[i - 1]!.id);
    }
    page.stop();
    const back = await listen({ 'Last-Event-ID': ids[0]! });
    expect((await back.read(2)).map(({ data }) => data.brands)).toEqual([['brand-2'], ['brand-3']]);
    back.stop();
    const late = await listen({ 'Last-Event-ID': 'another-run-7' });
    expect((await late.read(1))[0]!.data).toMatchObject({
      what: expect.arrayContaining(['brands', 'incidents']),
      brands: [],
    });
    late.stop();
    const upToDate = await listen({ 'Last-Event-ID': ids[2]! });
    server.change({ what: ['reports'], brands: ['x'] });
    expect((await upToDate.read(1)).map(({ data }) => data.what)).toEqual([['reports']]);
    upToDate.stop();
  });

  it('end with the server', async () => {
    server = await startServer(database);
    const page = await listen();
    await server.close();
    expect(await page.read(99)).toEqual([]);
  });

  it('reach many pages at once and are counted', async () => {
    server = await startServer(database);
    const pages = await Promise.all(Array.from({ length: 50 }, () => listen()));
    expect(await (await server.get('/metrics')).text()).toContain('outcry_http_event_streams 50');
    server.change({ what: ['brands'], brands: ['walmart'] });
    const told = await Promise.all(pages.map((page) => page.read(1)));
    expect(new Set(told.map(([event]) => event!.id)).size).toBe(1);
    for (const page of pages) page.stop();
  });
});
