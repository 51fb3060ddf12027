import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { useSeededServer } from '../support/seeded-server.ts';
import { insertIncident, testIncident } from './seed.ts';
import { startServer, type TestServer } from './server.ts';

const site = useSeededServer();
const list = z.object({ items: z.array(z.object({ id: z.string() })) });

async function withServer(work: (server: TestServer) => Promise<void>): Promise<void> {
  const server = await startServer(site.database, { answersKeptMs: 3_600_000 });
  await work(server).finally(() => server.close());
}

const send = (server: TestServer, path: string, body: unknown) =>
  server.get(`/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

async function incidents(server: TestServer, headers: Record<string, string> = {}): Promise<string[]> {
  const reply = await server.get('/api/v1/incidents?brand=target', { headers });
  return list.parse(await reply.json()).items.map(({ id }) => id);
}

const addIncident = (id: string) => insertIncident(site.database, testIncident({ id, brand: 'target' }));

describe('what many ask at once', () => {
  test('is read once, until it is asked anew after a change that pages were told of', () =>
    withServer(async (server) => {
      expect(await incidents(server)).toEqual([]);
      await addIncident('inc-many-1');
      expect(await incidents(server)).toEqual([]);
      expect(await incidents(server, { 'Cache-Control': 'no-cache' })).toEqual([]);
      server.change({ what: ['incidents'], brands: ['target'] });
      expect(await incidents(server)).toEqual([]);
      expect(await incidents(server, { 'Cache-Control': 'no-cache' })).toEqual(['inc-many-1']);
      expect(await incidents(server)).toEqual(['inc-many-1']);
    }));

  test('is read anew after somebody did something, but not after each post that is handed in', () =>
    withServer(async (server) => {
      const before = await incidents(server);
      await addIncident('inc-many-2');
      const posted = await send(server, 'intake', { id: '1', author: 'a', text: 'target is down', createdAt: 1 });
      expect(posted.status).toBe(200);
      expect(await incidents(server)).toEqual(before);
      const made = await send(server, 'markers', { brand: 'target', kind: 'deploy', note: '4.2' });
      expect(made.status).toBeLessThan(300);
      expect((await incidents(server)).sort()).toEqual([...before, 'inc-many-2'].sort());
    }));

  test('is one question for all whose range lies in the same minutes', () =>
    withServer(async (server) => {
      const ask = async (from: string, to: string) => {
        const reply = await server.get(`/api/v1/reports?from=${from}&to=${to}`);
        return { tag: reply.headers.get('etag'), size: list.parse(await reply.json()).items.length };
      };
      const one = await ask('2026-11-03T14:00:10.5Z', '2026-11-03T15:00:10Z');
      expect(one.size).toBeGreaterThan(0);
      await site.database.query("DELETE FROM report WHERE brand = 'walmart'");
      expect(await ask('2026-11-03T14:00:59Z', '2026-11-03T15:00:59.9Z')).toEqual(one);
      expect((await ask('2026-11-03T14:01:00Z', '2026-11-03T15:01:00Z')).size).toBe(0);
    }));

  test('stays closed to those who may not ask it', () =>
    withServer(async (server) => {
      expect((await server.get('/api/v1/reports')).status).toBe(200);
      const stranger = await server.get('/api/v1/reports', {
        headers: { Authorization: 'Bearer oc_00000000_nothing' },
      });
      expect(stranger.status).toBe(401);
      expect(await stranger.json()).not.toHaveProperty('items');
    }));
});
