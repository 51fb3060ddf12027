import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pgliteVersion } from './installed-pglite.ts';

/** Where the files of an empty database lie for the installed version of PGlite, once the build has made them. */
export function blankDatabaseFolder(): string {
  return fileURLToPath(new URL(`../../../dist/blank-database-${pgliteVersion()}`, import.meta.url));
}

/**
 * Copies the empty database into `dataDir`, an empty folder: ready some seconds of CPU sooner than what initdb makes.
 * Without a build there is nothing to copy, and the database makes its files itself.
 */
export function copyBlankDatabase(dataDir: string, blank = blankDatabaseFolder()): void {
  if (!existsSync(blank)) return;
  cpSync(blank, dataDir, { recursive: true });
  chmodSync(dataDir, 0o700);
}

/** Keeps the files of a closed, empty database in `made` as the blank one, readable by whoever runs the program. */
export function keepAsBlank(made: string, blank = blankDatabaseFolder()): void {
  chmodSync(made, 0o755);
  for (const entry of readdirSync(made, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  rmSync(blank, { recursive: true, force: true });
  renameSync(made, blank);
}
