import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { formats } from '../adapters/formats/registry.ts';
import { type Export, exportData } from '../commands/export-data.ts';
import { loadConfig } from '../config/load.ts';
import { loadAssets, versionsOf } from '../config/load-assets.ts';
import { openStore } from '../config/open-store.ts';
import type { Config } from '../config/schema.ts';
import { demonstrationSource } from '../config/source-wishes.ts';
import { exportsQuery } from '../http/requests.ts';
import type { Database } from '../ports/database.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';
import { writeWhole } from './whole-file.ts';

const help = `
Usage: outcry export --what timeline|posts|incidents --from ISO --to ISO [options]

Writes what the database holds as a file for spreadsheets and notebooks: counts with their expectation, posts with their
judgement, or incidents. It streams, at any length. The same request on the same data gives the same bytes; the column
made_with names configuration, model and data version. Cells that a spreadsheet would run as a formula begin with ';
figures of places with fewer reports than the setting smallestCell (5) are left out; authors appear as pseudonyms.

Options:
  --what KIND      timeline, posts or incidents
  --from, --to     ISO 8601 with zone, or a date (midnight UTC): from ≤ t < to
  --format NAME    csv (default), ndjson or parquet
  --out FILE       write to FILE instead of standard output; it appears only once it is complete
  --brand ID       one brand; without it all of the configuration
  --symptom ID     for example login; * for all
  --surface ID     for example web; * for all
  --area ID        US, a state such as US-TX or a metro such as US-TX:19100; * for all
  --source ID      only what came from this source; its counts have no expectation
  --bucket WIDTH   1m (default), 5m, 15m, 1h or 1d; for timelines
  --tz ZONE        IANA time zone in which hours and days begin; for timelines
  --config FILE    JSON file with settings

The embedded database is open to one program at a time: while "outcry start" runs on it, download the same file from
/api/v1/exports with the same names as parameters.

Exit status: 0 all good; 2 unusable arguments or input.

Examples:
  outcry export --what timeline --brand walmart --from 2026-11-01 --to 2026-11-08 --bucket 15m --tz America/Chicago > week.csv
  outcry export --what posts --format parquet --from 2026-11-03T14:00Z --to 2026-11-03T16:00Z --out posts.parquet
`;

const text = { type: 'string' } as const;
const options = {
  ...{ what: text, from: text, to: text, format: text, brand: text, symptom: text, surface: text, area: text },
  ...{ source: text, bucket: text, tz: text, out: text, config: text },
};

/** `outcry export` */
export const command: CliCommand = {
  name: 'export',
  summary: 'Writes timelines, posts or incidents as CSV, NDJSON or Parquet.',
  help,
  async run(argv, io) {
    const { out, config: configFile, ...asked } = parseArgs({ args: argv, options }).values;
    const request = checked(asked);
    if (out === undefined && request.format === 'parquet' && (io.stdout as { isTTY?: boolean }).isTTY)
      throw new UsageError('Parquet is not for terminals: name a file with --out.');
    const config = loadConfig(io.env, configFile);
    const { database, salt } = await openStore(config);
    try {
      await writeExport(prepare(database, { config, salt }, request), out, io);
    } finally {
      await database.close();
    }
    return 0 satisfies ExitStatus;
  },
};

type Request = ReturnType<typeof checked>;

/** The same checks as the API's. */
function checked(asked: Record<string, string | undefined>) {
  const result = exportsQuery.safeParse(asked);
  if (!result.success)
    throw new UsageError(result.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
  if (result.data.from >= result.data.to) throw new UsageError('--from must lie before --to.');
  return result.data;
}

function prepare(database: Database, { config, salt }: { config: Config; salt: string }, asked: Request): Export {
  const assets = loadAssets(config, salt);
  const { packs } = assets;
  const { format, ...request } = asked;
  if (request.brand !== undefined && !packs.some(({ id }) => id === request.brand))
    throw new UsageError(
      `--brand: "${request.brand}" is not watched. Watched: ${packs.map(({ id }) => id).join(', ')}.`,
    );
  const demonstrations = new Set(packs.filter((pack) => pack.demonstration).map(({ id }) => id));
  return exportData(
    {
      database,
      format: formats[format]!,
      brands: packs.map(({ id }) => id),
      sourcesOf: (brand) => ({ ids: [demonstrationSource], only: demonstrations.has(brand) }),
      smallestCell: config.smallestCell,
      authorWindowMinutes: config.authorWindowMinutes,
      nowMs: Date.now(),
      versions: versionsOf(config, assets),
    },
    request,
  );
}

async function writeExport(made: Export, out: string | undefined, io: CliIo): Promise<void> {
  const bytes = Readable.from(made.bytes, { objectMode: false, highWaterMark: 1 << 20 });
  const { signal } = io;
  if (out === undefined) await pipeline(bytes, progress(io), io.stdout, { signal, end: false });
  else await writeWhole(out, [bytes, progress(io)], { signal, cwd: io.cwd });
}

function progress(io: CliIo): Transform {
  const shown = (io.stderr as { isTTY?: boolean }).isTTY === true;
  let written = 0;
  const tell = (end: string) => shown && io.stderr.write(`\rexport: ${(written / 1e6).toFixed(1)} MB${end}`);
  return new Transform({
    highWaterMark: 1 << 20,
    transform(chunk: Buffer, _encoding, done) {
      written += chunk.length;
      tell('');
      done(null, chunk);
    },
    flush(done) {
      tell('\n');
      done();
    },
  });
}
