import { afterAll, beforeAll } from 'vitest';
import type { AppOptions } from '../../src/http/context.ts';
import type { Database } from '../../src/ports/database.ts';
import { seed } from '../http/seed.ts';
import { startServer, type TestServer } from '../http/server.ts';
import { openTestDatabase } from './database.ts';

export interface SeededServer {
  database: Database;
  server: TestServer;
}

/** The API over the seeded database, for one test file. */
export function useSeededServer(changes: Partial<AppOptions> = {}): SeededServer {
  const held = {} as SeededServer;
  beforeAll(async () => {
    held.database = await openTestDatabase();
    await seed(held.database);
    held.server = await startServer(held.database, changes);
  });
  afterAll(async () => {
    await held.server?.close();
    await held.database?.close();
  });
  return held;
}
