import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { PgliteDatabase } from '../../src/adapters/databases/pglite.ts';
import { migrate } from '../../src/store/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseTemplate: string;
  }
}

/** A migrated database is made once and cloned by every test file. */
export default async function setup(project: TestProject): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), 'outcry-template-'));
  const template = join(directory, 'template.tar');
  if (process.env.OUTCRY_TEST_DATABASE_URL === undefined) {
    const database = await PgliteDatabase.open(join(directory, 'database'));
    await migrate(database);
    writeFileSync(template, await database.dump());
    await database.close();
  }
  project.provide('databaseTemplate', template);
  return () => rmSync(directory, { recursive: true, force: true });
}
