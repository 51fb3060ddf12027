import { parseArgs } from 'node:util';
import { reclassify } from '../commands/reclassify.ts';
import { loadConfig } from '../config/load.ts';
import { loadAssets } from '../config/load-assets.ts';
import { openStore } from '../config/open-store.ts';
import { instantParameter } from '../http/requests.ts';
import { type CliCommand, UsageError } from './command.ts';

const help = `
Usage: outcry reclassify --from ISO [--to ISO] [--brand ID] [--again]

Judges the stored posts of a window anew with the present model: after a better one was installed, or with --again after
the words of a brand pack were changed. What people labeled or chose in the report form stays as it is. The minutes whose
counts change are counted anew when the system next runs; evidence older than one to two hours isn't judged again, replay
tells what it would have been. Broken off, it goes on where it was.

Options:
  --from, --to   ISO 8601 with zone, or a date (midnight UTC): from ≤ t < to; --to is now unless given
  --brand ID     one brand; without it all that are watched
  --again        also what the present model judged
  --config FILE  JSON file with settings

The embedded database is open to one program at a time: stop "outcry start" meanwhile, or use PostgreSQL.

Example:
  outcry reclassify --from 2026-11-01
`;

const text = { type: 'string' } as const;
const options = { from: text, to: text, brand: text, again: { type: 'boolean' }, config: text } as const;

/** `outcry reclassify` */
export const command: CliCommand = {
  name: 'reclassify',
  summary: 'Judges stored posts anew with the present model; keeps what people labeled.',
  help,
  async run(argv, io) {
    const { values } = parseArgs({ args: argv, options });
    const clock = { now: () => Date.now() };
    const from = instantOf('--from', values.from);
    const to = values.to === undefined ? clock.now() : instantOf('--to', values.to);
    if (from >= to) throw new UsageError('--from must lie before --to.');
    const config = loadConfig(io.env, values.config);
    const { database, salt } = await openStore(config);
    try {
      const { packs: all, knowledge } = loadAssets(config, salt);
      const packs = values.brand === undefined ? all : all.filter(({ id }) => id === values.brand);
      if (packs.length === 0) throw new UsageError(`--brand: there is no watched brand "${values.brand}"`);
      const { classifier } = knowledge;
      const { authorWindowMinutes } = config;
      const { judged, changed } = await reclassify(
        { database, clock, classifier, packs, authorWindowMinutes, actor: 'command line' },
        {
          range: { from: Math.floor(from / 60_000), to: Math.ceil(to / 60_000) },
          again: values.again ?? false,
          signal: io.signal,
        },
        (sofar) => {
          if ((io.stderr as NodeJS.WriteStream).isTTY) io.stderr.write(`\r${sofar.judged} reports `);
        },
      );
      io.stdout.write(`${judged} reports judged anew by ${classifier.model}, ${changed} of them differently.\n`);
      return 0;
    } finally {
      await database.close();
    }
  },
};

function instantOf(flag: string, given: string | undefined): number {
  const parsed = instantParameter.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${flag}: ${parsed.error.issues[0]!.message}`);
}
