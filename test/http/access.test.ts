import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hashOfKey, idOfKey, issueKey, listKeys, revokeKey, rotateKey } from '../../src/commands/manage-keys.ts';
import { allows, type Role, roles } from '../../src/core/words/role.ts';
import { apiRoutes } from '../../src/http/app.ts';
import { assertSafeToListen, isLoopback } from '../../src/http/safe-to-listen.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { asOfAt, seed } from './seed.ts';
import { startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;
const clock = { now: () => asOfAt };
const tools = () => ({ database, clock, actor: 'test' });

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
});
afterAll(() => database.close());
afterEach(async () => {
  await server?.close();
  await database.query('DELETE FROM api_key');
});

const issue = async (role: Role) => (await issueKey(tools(), { name: `key of ${role}`, role })).key;
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
const status = async (path: string, init?: RequestInit) => {
  const response = await server.get(path, init);
  await response.arrayBuffer();
  return response.status;
};

describe('keys', () => {
  it('are random, shown once and stored as a hash', async () => {
    const { key, id } = await issueKey(tools(), { name: 'grafana', role: 'sre' });
    expect(key).toMatch(/^oc_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
    expect(idOfKey(key)).toBe(id);
    const [row] = await database.query<{ hash: string }>('SELECT * FROM api_key');
    expect(JSON.stringify(row)).not.toContain(key.slice(12));
    expect(row!.hash).toBe(createHash('sha256').update(key).digest('hex'));
    expect(hashOfKey(key)).toBe(row!.hash);
    expect(await listKeys(database)).toEqual([
      { id, name: 'grafana', role: 'sre', createdAt: asOfAt, revokedAt: null },
    ]);
  });

  it('leave a trace in the audit and can be revoked once', async () => {
    const { id } = await issueKey(tools(), { name: 'x', role: 'viewer' });
    expect(await revokeKey(tools(), id)).toBe(true);
    expect(await revokeKey(tools(), id)).toBe(false);
    const audit = await database.query<{ action: string; detail: { id: string } }>(
      'SELECT action, detail FROM audit ORDER BY id DESC LIMIT 2',
    );
    expect(audit.map(({ action }) => action)).toEqual(['key-revoked', 'key-issued']);
    expect(JSON.stringify(audit)).not.toContain('oc_');
  });

  it.each(['', 'oc_', 'oc_1234567g_aaa', `oc_12345678_${'a'.repeat(42)}`, `x oc_12345678_${'a'.repeat(43)}`])(
    'refuses %j as the shape of a key',
    (text) => expect(idOfKey(text)).toBeNull(),
  );
});

describe('roles', () => {
  it('stand in order', () => {
    expect(roles.filter((role) => allows(role, 'viewer'))).toEqual(['viewer', 'comms', 'sre', 'analyst', 'admin']);
    expect(roles.filter((role) => allows(role, 'intake'))).toEqual(['intake', 'admin']);
    expect(roles.filter((role) => allows(role, 'admin'))).toEqual(['admin']);
  });

  const posting = (path: string) => ({
    path,
    init: { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' },
  });
  const questions: Record<string, { path: string; init?: RequestInit }> = {
    'get /exports': { path: '/exports?what=incidents&from=2026-11-01&to=2026-11-02' },
    'post /reports/:id/labels': {
      path: '/reports/bluesky:000/labels',
      init: { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' },
    },
    'delete /labels/:id': { path: '/labels/999999', init: { method: 'DELETE' } },
    'get /clusters': { path: '/clusters?brand=walmart' },
    'post /intake': {
      path: '/intake',
      init: { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '[]' },
    },
    'post /keys': posting('/keys'),
    'post /erasures': posting('/erasures'),
    'get /explain': { path: '/explain?brand=walmart' },
    'post /backtests': posting('/backtests'),
    'get /incidents/:id/handling': { path: '/incidents/inc-1/handling' },
    'post /incidents/:id/acknowledgments': posting('/incidents/inc-1/acknowledgments'),
    'post /incidents/:id/verdicts': posting('/incidents/inc-1/verdicts'),
    'post /incidents/:id/merge': posting('/incidents/inc-1/merge'),
    'post /incidents/:id/split': posting('/incidents/inc-1/split'),
    'get /incidents/:id/telemetry': { path: '/incidents/inc-1/telemetry' },
    'post /telemetry': posting('/telemetry'),
    'post /channels/:id/trials': posting('/channels/none/trials'),
    'post /missed-outages': posting('/missed-outages'),
    'get /markers': { path: '/markers?brand=walmart' },
    'post /markers': posting('/markers'),
    'get /incidents/:id/comms': { path: '/incidents/inc-1/comms' },
    'post /incidents/:id/statements': posting('/incidents/inc-1/statements'),
    'post /incidents/:id/statements/:statement/approval': posting('/incidents/inc-1/statements/1/approval'),
    'post /maintenance-windows': posting('/maintenance-windows'),
    'delete /maintenance-windows/:id': { path: '/maintenance-windows/1', init: { method: 'DELETE' } },
    'post /silences': posting('/silences'),
    'delete /silences/:id': { path: '/silences/1', init: { method: 'DELETE' } },
    'post /keys/:id/rotation': posting('/keys/00000000/rotation'),
    'delete /keys/:id': { path: '/keys/00000000', init: { method: 'DELETE' } },
  };
  const guarded = apiRoutes.filter((route) => route.needs !== null);

  it('guard every route that writes or shows post text', () => {
    expect(guarded.map(({ method, path, needs }) => `${method} ${path} ${needs}`)).toEqual([
      'get /incidents/:id/handling viewer',
      'post /incidents/:id/acknowledgments comms,sre,analyst',
      'post /incidents/:id/verdicts comms,sre,analyst',
      'post /incidents/:id/merge comms,sre',
      'post /incidents/:id/split comms,sre',
      'get /incidents/:id/comms viewer',
      'post /incidents/:id/statements comms,sre,analyst',
      'post /incidents/:id/statements/:statement/approval comms',
      'get /telemetry viewer',
      'post /telemetry sre',
      'get /incidents/:id/telemetry viewer',
      'get /maintenance-windows viewer',
      'post /maintenance-windows comms,sre',
      'delete /maintenance-windows/:id comms,sre',
      'get /silences viewer',
      'post /silences comms,sre',
      'delete /silences/:id comms,sre',
      'get /missed-outages viewer',
      'post /missed-outages comms,sre,analyst',
      'get /audit admin',
      'get /markers viewer',
      'post /markers comms,sre,analyst',
      'get /reports viewer',
      'post /reports/:id/labels comms,analyst',
      'delete /labels/:id comms,analyst',
      'get /labels comms,analyst',
      'get /feedback analyst',
      'get /clusters viewer',
      'get /exports viewer',
      'get /explain viewer',
      'post /backtests sre,analyst',
      'get /backtests viewer',
      'get /backtests/:id viewer',
      'get /settings viewer',
      'get /channels viewer',
      'post /channels/:id/trials comms,sre',
      'get /channels/:id/digest viewer',
      'get /deliveries viewer',
      'post /intake intake',
      'get /keys admin',
      'post /keys admin',
      'post /keys/:id/rotation admin',
      'delete /keys/:id admin',
      'get /backup admin',
      'post /erasures admin',
    ]);
    // Whoever adds a route says here that everybody may ask.
    const open = apiRoutes.filter(({ method, needs }) => method === 'get' && needs === null);
    expect(open.map(({ path }) => path)).toEqual([
      '/brands',
      '/brands/:id',
      '/incidents',
      '/incidents/:id',
      '/alerts',
      '/scoreboard',
      '/timeline',
      '/breakdown',
      '/symptom-grid',
      '/areas',
      '/sources',
      '/stores',
      '/report-challenge',
      '/events',
      '/session',
    ]);
    const writing = apiRoutes.filter(({ method, needs }) => method !== 'get' && needs === null);
    expect(writing.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'post /brands/:id/reports',
      'post /session',
      'delete /session',
    ]);
  });

  it('let exactly those in who may, on every guarded route', async () => {
    server = await startServer(database, { loopback: false });
    const keys = new Map<Role, string>();
    for (const role of roles) keys.set(role, await issue(role));
    for (const route of guarded) {
      const { path, init } = questions[`${route.method} ${route.path}`] ?? { path: route.path };
      expect(await status(`/api/v1${path}`, init), `${route.path} without a key`).toBe(401);
      for (const [role, key] of keys) {
        const got = await status(`/api/v1${path}`, { ...init, headers: { ...init?.headers, ...bearer(key) } });
        if (allows(role, route.needs!)) expect([200, 201, 400, 404], `${role} on ${route.path}`).toContain(got);
        else expect(got, `${role} on ${route.path}`).toBe(403);
      }
    }
  });

  it('refuse a wrong key even where none is needed', async () => {
    server = await startServer(database, { loopback: false });
    const key = await issue('viewer');
    expect(await status('/api/v1/brands')).toBe(200);
    expect(await status('/api/v1/brands', { headers: bearer(key) })).toBe(200);
    for (const wrong of [`${key.slice(0, -2)}AA`, 'nonsense', `oc_00000000_${'a'.repeat(43)}`])
      expect(await status('/api/v1/brands', { headers: bearer(wrong) })).toBe(401);
    expect(await status('/api/v1/brands', { headers: { Authorization: 'Basic eDp5' } })).toBe(401);
  });

  it('end with the key, at the latest two seconds later', async () => {
    server = await startServer(database, { loopback: false });
    const { id, key } = await issueKey(tools(), { name: 'short', role: 'viewer' });
    expect(await status('/api/v1/reports', { headers: bearer(key) })).toBe(200);
    await revokeKey(tools(), id);
    server.setClock(asOfAt + 40_000);
    expect(await status('/api/v1/reports', { headers: bearer(key) })).toBe(401);
  });

  it('slow down who guesses keys', async () => {
    server = await startServer(database, { loopback: false });
    const wrong = { headers: bearer('oc_guess') };
    const answers: number[] = [];
    for (let i = 0; i < 62; i++) answers.push(await status('/api/v1/brands', wrong));
    expect(answers.slice(0, 60).every((code) => code === 401)).toBe(true);
    expect(answers.at(-1)).toBe(429);
    // Whoever sends no key is not meant.
    expect(await status('/api/v1/brands')).toBe(200);
  });

  it('let hundreds of right requests through at once', async () => {
    server = await startServer(database, { loopback: false });
    const headers = bearer(await issue('viewer'));
    const codes = await Promise.all(Array.from({ length: 200 }, () => status('/api/v1/session', { headers })));
    expect(new Set(codes)).toEqual(new Set([200]));
    for (let i = 0; i < 70; i++) expect(await status('/api/v1/reports')).toBe(401);
    expect(await status('/api/v1/brands')).toBe(200);
  });
});

describe('keys over the API', () => {
  const json = { 'Content-Type': 'application/json' };

  it('are issued, listed and revoked by an admin', async () => {
    server = await startServer(database, { loopback: false });
    const admin = bearer(await issue('admin'));
    const made = await server.get('/api/v1/keys', {
      method: 'POST',
      headers: { ...admin, ...json },
      body: JSON.stringify({ name: 'board', role: 'viewer' }),
    });
    expect(made.status).toBe(201);
    const { id, key } = (await made.json()) as { id: string; key: string };
    expect(await status('/api/v1/reports', { headers: bearer(key) })).toBe(200);
    const listed = await (await server.get('/api/v1/keys', { headers: admin })).text();
    expect(listed).toContain(id);
    expect(listed).not.toContain(key.slice(12));
    expect(listed).not.toContain('hash');
    expect(await status(`/api/v1/keys/${id}`, { method: 'DELETE', headers: admin })).toBe(200);
    expect(await status('/api/v1/reports', { headers: bearer(key) })).toBe(401);
    expect(await status(`/api/v1/keys/${id}`, { method: 'DELETE', headers: admin })).toBe(404);
    expect(server.log.join('')).not.toContain(key.slice(12));
  });

  it('are rotated in one step: the old one ends after the overlap, with its sessions', async () => {
    server = await startServer(database, { loopback: false });
    const admin = bearer(await issue('admin'));
    const old = await issueKey(tools(), { name: 'board', role: 'viewer' });
    const rotate = (id: string, body: object) =>
      server.get(`/api/v1/keys/${id}/rotation`, {
        method: 'POST',
        headers: { ...admin, ...json },
        body: JSON.stringify(body),
      });
    const answer = await rotate(old.id, { overlapMinutes: 30 });
    expect(answer.status).toBe(201);
    const made = (await answer.json()) as { id: string; key: string; oldEndsAt: string };
    expect(made).toMatchObject({ name: 'board', role: 'viewer', revokedAt: null });
    expect(Date.parse(made.oldEndsAt)).toBe(asOfAt + 30_000 + 30 * 60_000);
    const reads = (key: string) => status('/api/v1/reports', { headers: bearer(key) });
    expect([await reads(old.key), await reads(made.key)]).toEqual([200, 200]);
    server.setClock(asOfAt + 30_000 + 30 * 60_000);
    expect([await reads(old.key), await reads(made.key)]).toEqual([401, 200]);
    expect((await rotate(old.id, {})).status).toBe(404);
    expect((await rotate(made.id, { overlapMinutes: -1 })).status).toBe(400);
    const [last] = await database.query<{ action: string; detail: object }>(
      'SELECT action, detail FROM audit ORDER BY id DESC LIMIT 1',
    );
    expect(last).toMatchObject({ action: 'key-rotated', detail: { id: old.id, by: made.id } });
  });

  it('that end later can be ended at once, and a shorter overlap wins', async () => {
    const { id } = await issueKey(tools(), { name: 'x', role: 'viewer' });
    await rotateKey(tools(), { id, overlapMinutes: 60 });
    const again = await rotateKey(tools(), { id, overlapMinutes: 1_440 });
    expect((await listKeys(database)).find((key) => key.id === id)!.revokedAt).toBe(asOfAt + 3_600_000);
    expect(await revokeKey(tools(), id)).toBe(true);
    expect(await rotateKey(tools(), { id, overlapMinutes: 0 })).toBeNull();
    expect(await rotateKey(tools(), { id: again!.id, overlapMinutes: 0 })).not.toBeNull();
    expect(await revokeKey(tools(), again!.id)).toBe(false);
  });

  it('want a name and a role that exists, and nothing else', async () => {
    server = await startServer(database);
    for (const body of [
      { name: '', role: 'viewer' },
      { name: 'x', role: 'root' },
      { name: 'x', role: 'viewer', hash: 'y' },
      'x',
    ])
      expect(await status('/api/v1/keys', { method: 'POST', headers: json, body: JSON.stringify(body) })).toBe(400);
    expect(await status('/api/v1/keys', { method: 'POST', headers: json, body: '{' })).toBe(400);
    expect(await status('/api/v1/keys', { method: 'POST', body: '{}' })).toBe(415);
  });
});

describe('a page’s session', () => {
  const json = { 'Content-Type': 'application/json' };
  const signIn = (key: string, headers: Record<string, string> = {}) =>
    server.get('/api/v1/session', { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify({ key }) });

  it('is a cookie that scripts can’t read and other sites can’t send', async () => {
    server = await startServer(database, { loopback: false });
    const answer = await signIn(await issue('analyst'));
    expect(await answer.json()).toEqual({ role: 'analyst', name: 'key of analyst', local: false });
    const cookie = answer.headers.get('set-cookie')!;
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain('oc_');
    const sent = { Cookie: cookie.split(';')[0]! };
    expect(await status('/api/v1/reports', { headers: sent })).toBe(200);
    expect(await (await server.get('/api/v1/session', { headers: sent })).json()).toMatchObject({ role: 'analyst' });
    expect(await (await server.get('/api/v1/session')).json()).toEqual({ role: 'none', name: '', local: false });
    const out = await server.get('/api/v1/session', { method: 'DELETE', headers: sent });
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it('ends after twelve hours, with its key, and with any change to it', async () => {
    server = await startServer(database, { loopback: false });
    const { id, key } = await issueKey(tools(), { name: 'x', role: 'viewer' });
    const cookie = (await signIn(key)).headers.get('set-cookie')!.split(';')[0]!;
    const reads = (value: string) => status('/api/v1/reports', { headers: { Cookie: value } });
    expect(await reads(cookie)).toBe(200);
    expect(await reads(cookie.replace(/\.\d+\./, '.9999999999999.'))).toBe(401);
    expect(await reads(cookie.replace(/=.{8}/, '=00000000'))).toBe(401);
    server.setClock(asOfAt + 13 * 3_600_000);
    expect(await reads(cookie)).toBe(401);
    server.setClock(asOfAt + 60_000);
    expect(await reads(cookie)).toBe(200);
    await revokeKey(tools(), id);
    server.setClock(asOfAt + 70_000);
    expect(await reads(cookie)).toBe(401);
  });

  it('changes nothing on behalf of another origin', async () => {
    server = await startServer(database, { loopback: false });
    const key = await issue('admin');
    const cookie = (await signIn(key)).headers.get('set-cookie')!.split(';')[0]!;
    const make = (headers: Record<string, string>) =>
      status('/api/v1/keys', {
        method: 'POST',
        headers: { ...json, ...headers },
        body: JSON.stringify({ name: 'n', role: 'viewer' }),
      });
    expect(await make({ Cookie: cookie, Origin: server.url })).toBe(201);
    expect(await make({ Cookie: cookie, Origin: 'https://evil.example' })).toBe(403);
    expect(await make({ Cookie: cookie, Origin: 'null' })).toBe(403);
    // With a key no browser adds anything by itself.
    expect(await make({ ...bearer(key), Origin: 'https://other.example' })).toBe(201);
    expect((await signIn(key, { Origin: 'https://evil.example' })).status).toBe(403);
  });

  it('is refused to guessers', async () => {
    server = await startServer(database, { loopback: false });
    expect((await signIn('oc_wrong')).status).toBe(401);
    const codes: number[] = [];
    for (let i = 0; i < 21; i++) codes.push((await signIn('oc_wrong')).status);
    expect(codes.at(-1)).toBe(429);
  });
});

describe('without keys, on this machine alone', () => {
  /** fetch doesn't let a test choose the Host header. */
  const statusFor = (headers: Record<string, string>, method = 'GET', path = '/api/v1/reports') =>
    new Promise<number>((resolve, reject) => {
      const asked = request(server.url + path, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      asked.on('error', reject);
      asked.end(method === 'POST' ? '{"name":"n","role":"viewer"}' : undefined);
    });

  it('the local person is admin', async () => {
    server = await startServer(database);
    expect(await (await server.get('/api/v1/session')).json()).toEqual({ role: 'admin', name: 'local', local: true });
    for (const host of ['localhost', 'localhost:8300', '127.0.0.1:1', '[::1]:80', 'LOCALHOST'])
      expect(await statusFor({ host })).toBe(200);
  });

  it('a name that only points here is refused (DNS rebinding)', async () => {
    server = await startServer(database);
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', '169.254.169.254'])
      expect(await statusFor({ host })).toBe(421);
    expect(await statusFor({ host: 'probe' }, 'GET', '/healthz')).toBe(200);
  });

  it('a page of another origin changes nothing (CSRF)', async () => {
    server = await startServer(database);
    const host = new URL(server.url).host;
    const type = { 'content-type': 'application/json', host };
    const post = (headers: Record<string, string>) => statusFor({ ...type, ...headers }, 'POST', '/api/v1/keys');
    expect(await post({ origin: 'https://evil.example' })).toBe(403);
    expect(await post({ origin: `http://127.0.0.1:1` })).toBe(403);
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toBe(201);
  });

  it.each(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'])(
    'a request that a proxy passed on (%s) is a stranger’s, whatever its Host',
    async (header) => {
      server = await startServer(database);
      const { host } = new URL(server.url);
      const passedOn = { host, [header]: 'for=203.0.113.9' };
      expect(await statusFor(passedOn)).toBe(401);
      expect(await statusFor({ ...passedOn, 'content-type': 'application/json' }, 'POST', '/api/v1/keys')).toBe(401);
      expect(await statusFor({ host })).toBe(200);
    },
  );

  it('a proxy that is named in the settings leaves no local person', async () => {
    server = await startServer(database, { trustedProxies: 1 });
    for (const headers of [undefined, { 'X-Forwarded-For': '203.0.113.9' }]) {
      const session = await server.get('/api/v1/session', headers && { headers });
      expect(await session.json()).toEqual({ role: 'none', name: '', local: false });
      const refused = await server.get('/api/v1/keys', headers && { headers });
      expect(refused.status).toBe(401);
      expect(((await refused.json()) as { detail: string }).detail).toContain('outcry keys add --role admin');
    }
    expect(await status('/api/v1/brands')).toBe(200);
  });

  it('nor does a public address, or a proxy that speaks as nginx does unless told otherwise', async () => {
    server = await startServer(database, { publicUrl: 'https://outcry.example.com' });
    expect(await status('/api/v1/keys')).toBe(401);
    await server.close();
    server = await startServer(database, { publicUrl: 'http://localhost:8300' });
    expect(await status('/api/v1/keys')).toBe(200);
    const { host, hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.end(`GET /api/v1/session HTTP/1.0\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toContain('"role":"none"');
  });

  it('the first key ends that', async () => {
    server = await startServer(database);
    expect(await status('/api/v1/reports')).toBe(200);
    await issue('admin');
    server.setClock(asOfAt + 60_000);
    expect(await status('/api/v1/reports')).toBe(401);
  });

  it('a server that others reach has no local person', async () => {
    server = await startServer(database, { loopback: false });
    expect(await status('/api/v1/reports')).toBe(401);
  });
});

describe('listening', () => {
  it('is refused on a public address without a key in force', async () => {
    await expect(assertSafeToListen(database, '0.0.0.0')).rejects.toThrow(/outcry keys add/);
    await expect(assertSafeToListen(database, '::')).rejects.toThrow(/refusing to listen/);
    await assertSafeToListen(database, '127.0.0.1');
    const { id } = await issueKey(tools(), { name: 'x', role: 'viewer' });
    await assertSafeToListen(database, '0.0.0.0');
    await revokeKey(tools(), id);
    await expect(assertSafeToListen(database, '0.0.0.0')).rejects.toThrow();
  });

  it('knows what loopback is', () => {
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) expect(isLoopback(host)).toBe(true);
    for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.example', ''])
      expect(isLoopback(host)).toBe(false);
  });
});
