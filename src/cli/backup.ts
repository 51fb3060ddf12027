import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { backupLines } from '../commands/back-up.ts';
import { type CliCommand, UsageError } from './command.ts';
import { writeWhole } from './whole-file.ts';
import { storeNote, withStore } from './with-store.ts';

const help = `
Usage: outcry backup [--out FILE] [--config FILE]

Writes the whole database, of one instant, as compressed lines of JSON. It restores into either kind of database, so this is also the way
from the embedded one to PostgreSQL. The file holds post text, hashes of keys and the installation's salt: keep it as you keep the database.

${storeNote} An admin gets the same file from GET /api/v1/backup.

Options:
  --out FILE     where to; standard output otherwise
  --config FILE  JSON file with settings

Examples:
  outcry backup --out outcry-2026-03-10.gz
  curl -H "Authorization: Bearer $KEY" -o outcry.gz http://127.0.0.1:8300/api/v1/backup
`;

/** `outcry backup` */
export const command: CliCommand = {
  name: 'backup',
  summary: 'Writes the whole database to a file.',
  help,
  async run(argv, io) {
    const { out, config } = parseArgs({
      args: argv,
      options: { out: { type: 'string' }, config: { type: 'string' } },
    }).values;
    if (out === undefined && (io.stdout as { isTTY?: boolean }).isTTY)
      throw new UsageError('A backup is not for terminals: name a file with --out.');
    return withStore(io, config, async (tools) => {
      const lines = Readable.from(backupLines(tools), { objectMode: false });
      const { signal, cwd } = io;
      if (out === undefined) await pipeline(lines, createGzip(), io.stdout, { signal, end: false });
      else await writeWhole(out, [lines, createGzip()], { signal, mode: 0o600, cwd });
      return 0;
    });
  },
};
