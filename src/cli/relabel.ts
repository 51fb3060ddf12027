import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { relabel, withdrawLabel } from '../commands/relabel.ts';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../config/open-store.ts';
import { isoInstant } from '../core/words/interval.ts';
import type { Label } from '../core/words/label.ts';
import { kinds } from '../core/words/report.ts';
import { labelBody } from '../http/label-schemas.ts';
import type { Database } from '../ports/database.ts';
import { readLabels } from '../store/labels.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';

const help = `
Usage: outcry relabel POST --brand ID --kind KIND [options]
       outcry relabel --withdraw LABEL
       outcry relabel --list [--brand ID]

Corrects what the model said of a post. The correction counts from the next cycle on, no later model changes it, and
"outcry feedback export" hands it to training. It is kept with who, when, why and the verdict before, and can be taken
back. Prints the label as JSON.

Options:
  --brand ID        the brand for which the post was judged
  --kind KIND       ${kinds.join(', ')}
  --symptoms A,B    what is broken; left out: as it stands
  --surfaces A,B    where; left out: as it stands
  --reason TEXT     why, for those who read it later
  --by NAME         who says so (default: command line)
  --withdraw LABEL  takes a label back, by its number
  --list            labels in force, newest first, one a line
  --config FILE     JSON file with settings

The embedded database is open to one program at a time: while "outcry start" runs on it, use the page, or
POST /api/v1/reports/{id}/labels.

Examples:
  outcry relabel bluesky:3kabc --brand walmart --kind none --reason "about the price"
  outcry relabel bluesky:3kabc --brand walmart --kind current --symptoms login,error_message --surfaces app
  outcry relabel --withdraw 12
`;

const text = { type: 'string' } as const;
const options = {
  ...{ brand: text, kind: text, symptoms: text, surfaces: text, reason: text, by: text, withdraw: text, config: text },
  list: { type: 'boolean' },
} as const;

type Work = (tools: Parameters<typeof relabel>[0], io: CliIo) => Promise<ExitStatus>;

/** `outcry relabel` */
export const command: CliCommand = {
  name: 'relabel',
  summary: 'Corrects what the model said of a post, or takes a correction back.',
  help,
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    const work = chosen(positionals, values);
    const config = loadConfig(io.env, values.config);
    const { database } = await openStore(config);
    const actor = values.by ?? 'command line';
    const clock = { now: () => Date.now() };
    try {
      return await work({ database, clock, actor, authorWindowMinutes: config.authorWindowMinutes }, io);
    } finally {
      await database.close();
    }
  },
};

interface Flags {
  brand?: string;
  kind?: string;
  symptoms?: string;
  surfaces?: string;
  reason?: string;
  withdraw?: string;
  list?: boolean;
}

/** Arguments are checked before the database is opened. */
function chosen(posts: string[], flags: Flags): Work {
  const { brand, kind, symptoms, surfaces, reason, withdraw, list } = flags;
  const isPlain = posts.length === 0 && kind === undefined && symptoms === undefined && surfaces === undefined;
  if (list && isPlain && withdraw === undefined) return ({ database }, io) => printLabels(database, io, brand);
  if (withdraw !== undefined && isPlain && /^\d{1,15}$/.test(withdraw))
    return (tools, io) => takeBack(tools, io, Number(withdraw));
  if (posts.length !== 1 || withdraw !== undefined || list)
    throw new UsageError('say POST --brand ID --kind KIND, --withdraw LABEL or --list');
  const parsed = labelBody.safeParse({ brand, kind, symptoms: listOf(symptoms), surfaces: listOf(surfaces), reason });
  if (!parsed.success) throw new UsageError(parsed.error.issues.map(faultOf).join('\n'));
  return (tools, io) => correct(tools, io, { ...parsed.data, postId: posts[0]! });
}

function listOf(given: string | undefined): string[] | undefined {
  return given === undefined ? undefined : given.split(',').filter((part) => part !== '');
}

function faultOf({ path, message }: z.core.$ZodIssue): string {
  return `--${path[0] === undefined ? '' : String(path[0])}: ${message}`;
}

async function correct(
  tools: Parameters<Work>[0],
  io: CliIo,
  correction: Parameters<typeof relabel>[1],
): Promise<ExitStatus> {
  const made = await relabel(tools, correction);
  if (!made) throw new UsageError(`no post "${correction.postId}" was judged for ${correction.brand}`);
  print(io, made);
  return 0;
}

async function takeBack(tools: Parameters<Work>[0], io: CliIo, id: number): Promise<ExitStatus> {
  const withdrawn = await withdrawLabel(tools, id);
  if (!withdrawn) throw new UsageError(`no label ${id} is in force; see outcry relabel --list`);
  print(io, withdrawn);
  return 0;
}

const listedAtOnce = 500;

async function printLabels(database: Database, io: CliIo, brand: string | undefined): Promise<ExitStatus> {
  let before: number | undefined;
  while (true) {
    const page = await readLabels(database, { brand, all: false, limit: listedAtOnce, before });
    for (const one of page) print(io, one);
    if (page.length < listedAtOnce) return 0;
    before = page.at(-1)!.id;
  }
}

function print(io: CliIo, label: Label): void {
  const { at, withdrawnAt } = label;
  const told = { ...label, at: isoInstant(at), withdrawnAt: withdrawnAt === null ? null : isoInstant(withdrawnAt) };
  io.stdout.write(`${JSON.stringify(told)}\n`);
}
