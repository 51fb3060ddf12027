import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { loadBrandPacks } from '../adapters/assets/load-brand-packs.ts';
import { packageRoot } from '../adapters/assets/package-root.ts';
import { exportFeedback } from '../commands/export-feedback.ts';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../config/open-store.ts';
import { type CliCommand, type CliIo, UsageError } from './command.ts';
import { writeWhole } from './whole-file.ts';

const help = `
Usage: outcry feedback export [--brand ID] [--out FILE]

Writes the labeled posts as examples for training, in the form of data/corpus (NDJSON): text, language, kind, symptoms,
surfaces, brand, industry. Authors are not among the fields; mentions of other accounts, mail addresses and long numbers
are blanked out of the text. Posts that are gone at their source are gone here too. Languages that the model doesn't read
are left out.

Options:
  --brand ID     one brand; without it all
  --out FILE     write to FILE instead of standard output; it appears only once it is complete
  --config FILE  JSON file with settings

The embedded database is open to one program at a time: while "outcry start" runs on it, download the same from
/api/v1/feedback.

Example:
  outcry feedback export --out feedback.ndjson && outcry train --with-feedback feedback.ndjson
`;

const text = { type: 'string' } as const;

/** `outcry feedback` */
export const command: CliCommand = {
  name: 'feedback',
  summary: 'Writes labeled posts as examples for training.',
  help,
  async run(argv, io) {
    const options = { brand: text, out: text, config: text };
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    if (positionals.join(' ') !== 'export') throw new UsageError('the only verb is "export"');
    const config = loadConfig(io.env, values.config);
    const packs = loadBrandPacks(resolve(packageRoot(), config.brandDir));
    if (values.brand !== undefined && !packs.some(({ id }) => id === values.brand))
      throw new UsageError(`--brand: there is no brand pack "${values.brand}"`);
    const { database } = await openStore(config);
    try {
      const { lines, counts } = exportFeedback({ database, packs }, values.brand);
      await write(lines, values.out, io);
      io.stderr.write(`${counts.written} labeled posts written, ${counts.leftOut} left out.\n`);
    } finally {
      await database.close();
    }
    return 0;
  },
};

async function write(lines: AsyncIterable<string>, file: string | undefined, io: CliIo): Promise<void> {
  const { stdout, signal, cwd } = io;
  if (file === undefined) await pipeline(Readable.from(lines), stdout, { signal, end: false });
  else await writeWhole(file, [Readable.from(lines)], { signal, cwd });
}
