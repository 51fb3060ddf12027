import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openScratchDatabase } from '../adapters/databases/scratch-database.ts';
import {
  type Backtest,
  compareOutcomes,
  type KnownOutage,
  type ReplayOutcome,
  readOutcome,
} from '../commands/backtest.ts';
import { backtestHistory } from '../commands/backtest-history.ts';
import { historyTools } from '../compose.ts';
import { changedSettings, ingestSettingNames, judgingSettings } from '../config/changed-settings.ts';
import { loadConfig } from '../config/load.ts';
import { loadAssets } from '../config/load-assets.ts';
import { openStore } from '../config/open-store.ts';
import type { Config } from '../config/schema.ts';
import { type Interval, minuteOf } from '../core/words/interval.ts';
import { backtestResultAnswer } from '../http/answers/backtest-answer.ts';
import { instantParameter } from '../http/requests.ts';
import { replay } from '../pipeline/replay.ts';
import { migrateScratch } from '../store/migrate.ts';
import { readArchive } from './archive-lines.ts';
import { archiveConfig, archiveReplay, requireWatched } from './archive-replay.ts';
import { backtestText } from './backtest-lines.ts';
import { openInput, requireReadable, withOutput } from './batch-files.ts';
import { type CliCommand, type CliIo, UsageError } from './command.ts';

const help = `
Usage: outcry backtest [--in FILE | --from ISO --to ISO] --set NAME=VALUE … [options]

Replays the same history twice, under the settings in force and under changed ones, on scratch databases, and tells the
difference: incidents that appeared, vanished, or were detected earlier or later, closed earlier or later, with another
height, scope or symptoms; and the false alarms that really came, brand by brand, beside the budget stated.

  --in FILE        an archive as for "outcry replay": the whole pipeline, from the text on
  --from, --to     without --in: what the database holds between these instants, as it was classified then
  --learn-days N   with --from: days before it that are learned from and not told of (default 28)
  --set NAME=VALUE a changed setting; may be repeated: ${judgingSettings.join(', ')};
                   with --in also ${ingestSettingNames.join(', ')}
  --brand ID       one brand; without it all of the configuration
  --outages FILE   CSV brand,from,to (ISO 8601) of what is known to have been broken: alarms then are not false.
                   With --from, incidents that people judged to be true and outages told of as missed count as such
                   too. Every other alarm counts as false: the rates are upper bounds
  --config FILE    JSON file with the settings in force
  --format NAME    text (default) or json
  --out FILE       write to FILE instead of standard output

Exit status: 0 all good; 1 some lines of the archive were bad (they are named on standard error); 2 unusable arguments.

Example:
  outcry backtest --in data/scenarios/demonstration.ndjson --brand brightcart --set falseAlarmBudgetDays=30
`;

const text = { type: 'string' } as const;
const options = {
  ...{ in: text, from: text, to: text, 'learn-days': text, brand: text, outages: text, config: text, out: text },
  set: { type: 'string', multiple: true },
  format: { type: 'string', default: 'text' },
} as const;

export const command: CliCommand = {
  name: 'backtest',
  summary: 'Replays history under changed settings and tells what would have been different.',
  help,
  async run(argv, io) {
    const { values } = parseArgs({ args: argv, options });
    if (values.format !== 'text' && values.format !== 'json')
      throw new UsageError(`--format must be text or json, not "${values.format}"`);
    const config = loadConfig(io.env, values.config);
    const changes = assignments(values.set ?? []);
    const outages = values.outages === undefined ? [] : await readOutages(values.outages, io);
    const job = { brand: values.brand, changes, outages };
    if (values.in !== undefined) await requireReadable(values.in, io);
    return withOutput(values.out, io, async (output) => {
      const { result, bad } =
        values.in === undefined
          ? { result: await ofHistory(config, { ...job, ...rangeOf(values) }, io), bad: 0 }
          : await ofArchive(config, { ...job, path: values.in }, io);
      const answer = backtestResultAnswer(result);
      await output.write(values.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : backtestText(answer));
      return bad > 0 ? 1 : 0;
    });
  },
};

interface Job {
  brand: string | undefined;
  changes: Record<string, string>;
  outages: KnownOutage[];
}

async function ofHistory(
  config: Config,
  job: Job & { told: Interval; learnDays: number },
  io: CliIo,
): Promise<Backtest> {
  changedSettings(config, job.changes, judgingSettings);
  const { database, salt } = await openStore(config);
  try {
    const assets = loadAssets(config, salt);
    requireWatched(assets, job.brand);
    const brands = job.brand === undefined ? assets.packs.map(({ id }) => id) : [job.brand];
    return await backtestHistory(historyTools(config, assets, database), { ...job, brands, signal: io.signal });
  } finally {
    await database.close();
  }
}

async function ofArchive(
  config: Config,
  job: Job & { path: string },
  io: CliIo,
): Promise<{ result: Backtest; bad: number }> {
  const present = archiveConfig(config);
  const changed = archiveConfig(changedSettings(config, job.changes, [...judgingSettings, ...ingestSettingNames]));
  const before = await replayArchive(present, { ...job, tell: true }, io);
  const after = await replayArchive(changed, { ...job, tell: false }, io);
  return { result: compareOutcomes(before.outcome, after.outcome, job.outages), bad: before.bad };
}

async function replayArchive(
  config: Config,
  { brand, path, tell }: { brand: string | undefined; path: string; tell: boolean },
  io: CliIo,
): Promise<{ outcome: ReplayOutcome; bad: number }> {
  const database = await openScratchDatabase();
  try {
    await migrateScratch(database);
    const { context, assets } = archiveReplay(config, { brand, database, io });
    let bad = 0;
    const onBadLine = (message: string) => {
      bad++;
      if (tell) io.stderr.write(`${message}\n`);
    };
    const archive = readArchive(await openInput(path, io), { brand, knowledge: assets.knowledge, onBadLine });
    for await (const _transitions of replay(archive, context)) io.signal.throwIfAborted();
    const brands = brand === undefined ? assets.packs.map(({ id }) => id) : [brand];
    const { budgetMinutes } = context.cycle.settings;
    return { outcome: await readOutcome(database, { brands, budgetMinutes }), bad };
  } finally {
    await database.close();
  }
}

function assignments(list: readonly string[]): Record<string, string> {
  if (list.length === 0) throw new UsageError('name at least one changed setting with --set NAME=VALUE');
  return Object.fromEntries(
    list.map((one) => {
      const at = one.indexOf('=');
      if (at < 1) throw new UsageError(`--set must be NAME=VALUE, not "${one}"`);
      return [one.slice(0, at), one.slice(at + 1)];
    }),
  );
}

function rangeOf(values: { from?: string; to?: string; 'learn-days'?: string }): { told: Interval; learnDays: number } {
  const days = values['learn-days'] ?? '28';
  if (!/^\d{1,3}$/.test(days)) throw new UsageError(`--learn-days must be a whole number, not "${days}"`);
  const told = { from: minuteOf(instant('--from', values.from)), to: minuteOf(instant('--to', values.to)) };
  if (told.from >= told.to) throw new UsageError('--from must lie before --to.');
  return { told, learnDays: Number(days) };
}

function instant(option: string, value: string | undefined): number {
  if (value === undefined) throw new UsageError('name an archive with --in FILE, or a range with --from and --to');
  const parsed = instantParameter.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${option}: ${parsed.error.issues[0]!.message}`);
}

/** CSV brand,from,to, with or without that header. */
async function readOutages(path: string, io: CliIo): Promise<KnownOutage[]> {
  await requireReadable(path, io, '--outages');
  const lines = (await readFile(resolve(io.cwd, path), 'utf8')).split(/\r?\n/);
  return lines.flatMap((line, index) => {
    if (line.trim() === '' || (index === 0 && line.startsWith('brand,'))) return [];
    const [brand = '', from, to] = line.split(',');
    const where = `--outages: line ${index + 1}`;
    return [{ brand, from: minuteOf(instant(where, from)), to: minuteOf(instant(where, to)) }];
  });
}
