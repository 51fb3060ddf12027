import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formChoices } from '../../src/core/words/form-choices.ts';
import { texts } from '../../src/core/words/form-texts.ts';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { pack, startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outcry-pages-'));
  for (const name of ['index', 'report', 'status'])
    writeFileSync(
      join(folder, `${name}.html`),
      `<title>${name}</title><div id="page"></div><noscript><!--plain--></noscript>`,
    );
  writeFileSync(join(folder, 'index-a1b2c3d4.js'), 'export {};');
  writeFileSync(join(folder, '.secret'), 'hidden words');
  database = await openTestDatabase();
  server = await startServer(database, { webDir: folder });
});
afterAll(async () => {
  await server.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

describe('pages', () => {
  it.each([
    ['/', 'index'],
    ['/report/walmart', 'report'],
    ['/incidents/inc-1', 'index'],
  ])('%s is %s.html', async (path, name) => {
    const response = await server.get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain(`<title>${name}</title>`);
  });

  it('keeps assets whose names tell their content for good', async () => {
    const response = await server.get('/assets/index-a1b2c3d4.js');
    expect(response.headers.get('content-type')).toContain('javascript');
    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it.each([
    '/report/nobody',
    '/status/..%2f..%2fetc%2fpasswd',
    '/assets/none.js',
    '/assets/.secret',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/',
    '/nothing.php',
  ])('%s is not there', async (path) => {
    const response = await server.get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toMatch(/hidden words|"name": "outcry"|root:/);
  });

  it('run nothing from elsewhere; the report form alone may be embedded', async () => {
    const policy = async (path: string) => (await server.get(path)).headers.get('content-security-policy')!;
    for (const path of ['/', '/report/walmart', '/status/walmart']) {
      expect(await policy(path)).toContain("script-src 'self'");
      expect(await policy(path)).not.toMatch(/unsafe|https?:/);
    }
    expect(await policy('/')).toContain("frame-ancestors 'none'");
    expect((await server.get('/')).headers.get('x-frame-options')).toBe('DENY');
    expect(await policy('/report/walmart')).toContain('frame-ancestors *');
    expect((await server.get('/report/walmart')).headers.get('x-frame-options')).toBeNull();
  });

  it('let only those embed the form who were named', async () => {
    const policyWith = async (formEmbedders: string[]) => {
      const other = await startServer(database, { webDir: folder, formEmbedders });
      const { headers } = await other.get('/report/walmart');
      await other.close();
      return [
        /frame-ancestors [^;]*/.exec(headers.get('content-security-policy')!)![0],
        headers.get('x-frame-options'),
      ];
    };
    const origins = ['https://help.example.com', "'self'"];
    expect(await policyWith(origins)).toEqual([`frame-ancestors ${origins.join(' ')}`, null]);
    expect(await policyWith([])).toEqual(["frame-ancestors 'none'", 'DENY']);
  });

  it('set no cookie', async () => {
    for (const path of ['/', '/report/walmart', '/status/walmart'])
      expect((await server.get(path)).headers.get('set-cookie')).toBeNull();
  });
});

describe('the report form without JavaScript', () => {
  const send = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    server.get('/report/walmart', {
      method: 'POST',
      redirect: 'manual',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields),
    });

  it('asks what the other form asks, in both languages', async () => {
    const html = await (await server.get('/report/walmart')).text();
    expect(html).toContain('What is not working at Walmart?');
    expect(html).toContain('¿Qué no funciona en Walmart?');
    const { symptoms, surfaces } = formChoices(pack('walmart'));
    for (const id of [...symptoms, ...surfaces]) expect(html).toContain(`value="${id}"`);
    expect(html).toContain(`data-symptoms="${symptoms.join(' ')}" data-surfaces="${surfaces.join(' ')}"`);
    expect(html).not.toMatch(/on\w+=|style=|<script/);
  });

  it('offers of an airline what its pack lists, and takes from elsewhere what any pack may list', async () => {
    const symptoms = ['site_down', 'login', 'checkout_payment', 'notification', 'other'];
    const airline = pack('skyway', { industry: 'airline', symptoms, surfaces: ['web', 'app'] });
    const other = await startServer(database, { webDir: folder, brands: [airline] });
    try {
      const html = await (await other.get('/report/skyway')).text();
      for (const id of [...symptoms, 'web', 'ios', 'android', 'unknown']) expect(html).toContain(`value="${id}"`);
      for (const id of ['pharmacy', 'pickup', 'self_checkout', 'in_store', 'cart', 'store', 'network'])
        expect(html).not.toContain(id);
      // Pages that embed the form or speak to the API may be older than the pack.
      const body = JSON.stringify({ symptoms: ['delivery'] });
      const headers = { 'Content-Type': 'application/json' };
      expect((await other.get('/api/v1/brands/skyway/reports', { method: 'POST', headers, body })).status).toBe(202);
    } finally {
      await other.close();
    }
  });

  it('hands in what was chosen, and says thank you at an address that can be read again', async () => {
    const response = await send({ symptom: 'login', surface: 'web', place: 'Plano, TX', text: '', kind: 'current' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/report/walmart?sent=current');
    expect(server.submitted.at(-1)).toMatchObject({
      aboutBrand: 'walmart',
      profileLocation: 'Plano, TX',
      stated: { kind: 'current', symptoms: ['login'], surfaces: ['web'] },
    });
    expect(await (await server.get('/report/walmart?sent=current')).text()).toContain(texts.en.thanks);
    expect(await (await server.get('/report/walmart?sent=resolved')).text()).toContain(texts.es.thanksFixed);
    expect(await (await server.get('/report/walmart?sent=<b>')).text()).not.toContain('<b>');
  });

  it('takes nothing from pages of others, nothing that makes no sense, and a dozen from one address', async () => {
    const before = server.submitted.length;
    expect((await send({ symptom: 'login' }, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await send({ symptom: 'login' }, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await send({ symptom: 'everything' })).status).toBe(400);
    expect((await send({ symptom: 'login', admin: 'true' })).status).toBe(400);
    expect(server.submitted).toHaveLength(before);
    for (let i = 0; i < 11; i++) expect((await send({ symptom: 'login', kind: 'current' })).status).toBe(303);
    const refused = await send({ symptom: 'login', kind: 'current' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('600');
    const told = await refused.text();
    expect(told).toContain('This one was not taken; please send it again in ten minutes.');
    expect(told).toContain('Este no se ha registrado; envíelo de nuevo dentro de diez minutos');
    expect(server.submitted).toHaveLength(before + 11);
  });
});
