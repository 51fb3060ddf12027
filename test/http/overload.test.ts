import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { useSeededServer } from '../support/seeded-server.ts';
import { startServer, type TestServer } from './server.ts';

const site = useSeededServer();
const faults = (server: TestServer) => server.log.filter((line) => line.includes('request failed'));

describe('more than can be taken', () => {
  test('is refused with the time to come again, and fills no log', async () => {
    const busy = { accepted: false as const, code: 'store-busy', message: 'too many posts are waiting' };
    const server = await startServer(site.database, { submit: async (posts) => posts.map(() => busy) });
    const body = JSON.stringify({ id: '1', author: 'a', text: 'walmart is down', createdAt: 1 });
    const headers = { 'Content-Type': 'application/json' };
    const reply = await server.get('/api/v1/intake', { method: 'POST', headers, body });
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '5']);
    expect(faults(server)).toEqual([]);
    const metrics = await (await server.get('/metrics')).text();
    expect(metrics).toMatch(/status="503"[^\n]* 1/);
    await server.close();
  });

  test('a sender who goes away in the middle of a body is no fault', async () => {
    const server = await startServer(site.database);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head = 'POST /api/v1/intake HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n';
    socket.write(`${head}Content-Length: 10000\r\n\r\n{"id": "1", `);
    for (let round = 0; round < 5; round++) {
      // What came before is read before this is answered.
      expect((await server.get('/healthz')).status).toBe(200);
      socket.destroy();
    }
    expect(faults(server)).toEqual([]);
    await server.close();
  });
});
