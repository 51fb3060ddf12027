import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { AppOptions } from '../../../src/http/context.ts';
import type { Database } from '../../../src/ports/database.ts';
import { seed } from '../../http/seed.ts';
import { startServer, type TestServer } from '../../http/server.ts';
import { openTestDatabase } from '../../support/database.ts';
import { launch, noBrowser } from './browser.ts';

const webDir = resolve(import.meta.dirname, '../../../dist/web');

/** Why the browser tests on the real server can't run here; empty when they can. */
export const noRealServer = noBrowser || (existsSync(webDir) ? '' : `there is no ${webDir}`);

export interface RealServer {
  database: Database;
  server: TestServer;
  browser: Browser;
}

/** The program's own server over the seeded database, with the built page and a browser, for one describe. */
export function useRealServer(changes: Partial<AppOptions> = {}): RealServer {
  const held = {} as RealServer;
  beforeAll(async () => {
    held.database = await openTestDatabase();
    await seed(held.database);
    [held.server, held.browser] = await Promise.all([startServer(held.database, { webDir, ...changes }), launch()]);
  }, 60_000);
  afterAll(async () => {
    await held.browser?.close();
    await held.server?.close();
    await held.database?.close();
  });
  return held;
}
