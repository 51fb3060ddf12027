import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type ApiServer, startApiServer } from './api-server.ts';
import { launch } from './browser.ts';

/** The server with the API's shapes and a browser, for one describe. */
export function useApiServer(): { server: ApiServer; browser: Browser } {
  const held = {} as { server: ApiServer; browser: Browser };
  beforeAll(async () => {
    [held.server, held.browser] = await Promise.all([startApiServer(), launch()]);
  }, 60_000);
  afterAll(async () => {
    await held.browser?.close();
    await held.server?.close();
  });
  return held;
}
