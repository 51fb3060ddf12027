import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/ports/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { startServer, type TestServer } from './server.ts';

let database: Database;
let server: TestServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outcry-pages-'));
  for (const name of ['index', 'report', 'status'])
    writeFileSync(join(folder, `${name}.html`), `<title>${name}</title>`);
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
