import { existsSync, rmSync } from 'node:fs';
import { blankDatabaseFolder, keepAsBlank } from './blank-database.ts';
import { PgliteDatabase } from './pglite.ts';

// Part of the build: makes the files that a new embedded database begins as a copy of, unless they stand.
const blank = blankDatabaseFolder();
if (!existsSync(blank)) {
  const making = `${blank}.making`;
  rmSync(making, { recursive: true, force: true });
  await (await PgliteDatabase.open(making)).close();
  keepAsBlank(making, blank);
}
