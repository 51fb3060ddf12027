import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { RestoreError, restoreBackup } from '../commands/restore-backup.ts';
import { loadConfig } from '../config/load.ts';
import { openBareStore } from '../config/open-store.ts';
import { type CliCommand, UsageError } from './command.ts';

const help = `
Usage: outcry restore --in FILE [--config FILE]

Puts a backup into an empty database, embedded or PostgreSQL, and brings its schema up to date. A broken-off backup leaves it empty.
Sources go on from where they were when the backup was made: what they no longer hold of the time between is a gap. Messages that waited
then are sent, under their old keys. Never run the old installation beside the restored one.

Options:
  --in FILE      a file of outcry backup
  --config FILE  JSON file with settings

Example:
  OUTCRY_DATA_DIR=restored outcry restore --in outcry-2026-03-10.gz
`;

/** `outcry restore` */
export const command: CliCommand = {
  name: 'restore',
  summary: 'Puts a backup into an empty database.',
  help,
  async run(argv, io) {
    const { in: file, config } = parseArgs({
      args: argv,
      options: { in: { type: 'string' }, config: { type: 'string' } },
    }).values;
    if (file === undefined) throw new UsageError('--in must name the backup');
    const path = resolve(io.cwd, file);
    if (!existsSync(path)) throw new UsageError(`--in: there is no file ${path}`);
    const database = await openBareStore(loadConfig(io.env, config));
    try {
      const { rows, at, applied } = await restoreBackup(database, linesOf(path, io.signal));
      const after = applied.length === 0 ? '' : ` Applied since: ${applied.join(', ')}.`;
      io.stdout.write(`Restored ${rows} rows of ${at}.${after}\n`);
      return 0;
    } finally {
      await database.close();
    }
  },
};

/** Throws RestoreError for a file that can't be read, or that isn't compressed as a backup is. */
export async function* linesOf(file: string, signal: AbortSignal): AsyncIterable<string> {
  const unzip = createGunzip();
  const reading = pipeline(createReadStream(file), unzip, { signal });
  // Told by whoever reads the lines.
  reading.catch(() => {});
  try {
    yield* createInterface({ input: unzip, crlfDelay: Infinity });
    await reading;
  } catch (error) {
    throw new RestoreError(`${file} can't be read as a backup: ${(error as Error).message}`);
  }
}
