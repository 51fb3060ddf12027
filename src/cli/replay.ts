import { parseArgs } from 'node:util';
import { openScratchDatabase } from '../adapters/databases/scratch-database.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { replay } from '../pipeline/replay.ts';
import type { Database } from '../ports/database.ts';
import { migrateScratch } from '../store/migrate.ts';
import { readArchive } from './archive-lines.ts';
import { archiveConfig, archiveReplay } from './archive-replay.ts';
import { type Output, openInput, withOutput } from './batch-files.ts';
import { type CliCommand, type CliIo, UsageError } from './command.ts';
import { transitionLine } from './transition-line.ts';

const help = `
Usage: outcry replay (--brand ID | --config FILE) [--in FILE] [--out FILE]

Runs the whole pipeline in event time over an archive, on a scratch database, as fast as it can. Reads NDJSON, in any
order within an hour:
  {"source", "id", "author", "text", "createdAt", "lang"?, "profileLocation"?, "geo"?, "url"?, "repostOf"?, "fromBrand"?, "deleted"?}
Writes NDJSON, one line for every transition of an incident. Same archive and settings, same bytes.

Options:
  --brand ID       report the incidents of this brand (its peers and providers are watched too, as the control group)
  --config FILE    JSON file with settings; without --brand, the incidents of all its brands are reported
  --in FILE        read from FILE instead of standard input
  --out FILE       write to FILE instead of standard output

Exit status: 0 all good; 1 some lines were bad (they are named on standard error), the rest is done; 2 unusable arguments.

Example:
  outcry replay --brand brightcart --in data/scenarios/demonstration.ndjson
`;

export const command: CliCommand = {
  name: 'replay',
  summary: 'Runs the whole pipeline over an archive and prints the transitions of incidents.',
  help,
  async run(argv, io) {
    const { values } = parseArgs({
      args: argv,
      options: {
        brand: { type: 'string' },
        config: { type: 'string' },
        in: { type: 'string' },
        out: { type: 'string' },
      },
    });
    if (values.brand === undefined && values.config === undefined)
      throw new UsageError('name a brand with --brand ID, or settings with --config FILE');
    const config = archiveConfig(loadConfig(io.env, values.config));
    const input = await openInput(values.in, io);
    const { brand } = values;
    const bad = await withOutput(values.out, io, (output) => replayArchive({ config, brand, input, output }, io));
    return bad > 0 ? 1 : 0;
  },
};

interface ReplayJob {
  config: Config;
  brand: string | undefined;
  input: NodeJS.ReadableStream;
  output: Output;
}

async function replayArchive(job: ReplayJob, io: CliIo): Promise<number> {
  // Before the assets: opening it takes much memory for a moment.
  const database = await openScratchDatabase();
  try {
    await migrateScratch(database);
    return await replayInto(database, job, io);
  } finally {
    await database.close();
  }
}

async function replayInto(database: Database, { config, brand, input, output }: ReplayJob, io: CliIo): Promise<number> {
  const { context, assets } = archiveReplay(config, { brand, database, io });
  let bad = 0;
  const archive = readArchive(input, {
    brand,
    knowledge: assets.knowledge,
    onBadLine: (message) => {
      bad++;
      io.stderr.write(`${message}\n`);
    },
  });
  for await (const transitions of replay(archive, context)) {
    if (io.signal.aborted) break;
    for (const transition of transitions) {
      if (brand !== undefined && transition.incident.brand !== brand) continue;
      await output.write(`${transitionLine(transition)}\n`);
    }
  }
  return bad;
}
