import { resolve } from 'node:path';
import { loadBrandPacks } from '../adapters/assets/load-brand-packs.ts';
import { packageRoot } from '../adapters/assets/package-root.ts';
import { openSource } from '../adapters/sources/open-sources.ts';
import { sourceKinds } from '../adapters/sources/registry.ts';
import { openFetcher } from '../compose.ts';
import { loadConfig } from '../config/load.ts';
import { sourceWishes } from '../config/source-wishes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Source } from '../ports/source.ts';
import { type CheckOptions, checkArguments, chosenById } from './check-arguments.ts';
import type { CliCommand, CliIo, ExitStatus } from './command.ts';
import { settingsLines } from './settings-lines.ts';
import { checkLine, checkSource, type SourceCheck } from './source-check.ts';

const inFile = `In a configuration file (--config FILE or OUTCRY_CONFIG) the kinds that are read stand under "sources", what sets them under
"sourceSettings", by kind:
  {"sources": ["bluesky", "rss"],
   "sourceSettings": {"rss": {"feeds": [{"url": "https://forum.example.com/latest.rss", "brand": "walmart"}]}}}
`;

const help = `
Usage: outcry sources check [--config FILE] [--only ID] [--json]
       outcry sources list

check asks every configured source once, without storing anything, and prints its state, how long it took, how many
posts came and, where it failed, why and what to do. list prints the kinds of sources there are and their settings.

${inFile}
Options:
  --config FILE  configuration file (default OUTCRY_CONFIG)
  --only ID      check this source alone
  --json         one JSON object a line instead of a table

Exit status: 0 every source answers; 1 some don't; 2 unusable arguments.

Examples:
  outcry sources check
  outcry sources check --only bluesky --json
`;

const clock: Clock = { now: () => Date.now() };

export const command: CliCommand = {
  name: 'sources',
  summary: 'Asks every configured source once and says how it is; lists the kinds of sources.',
  help,
  async run(argv, io) {
    const { verb, options } = checkArguments(argv, ['check', 'list']);
    if (verb === 'list') return list(io);
    return check(io, options);
  },
};

async function check(io: CliIo, options: CheckOptions): Promise<ExitStatus> {
  const config = loadConfig(io.env, options.config);
  const packs = loadBrandPacks(resolve(packageRoot(), config.brandDir));
  const brands = packs.filter(({ id, demonstration }) => !demonstration && config.brands.includes(id));
  const wishes = chosenById('source', sourceWishes(config), options.only);
  const fetcher = openFetcher(config);
  // Nothing is stored, so that ids need no salt.
  const common = { brands, fetcher, clock, random: Math.random, keyOf: (text: string) => text };
  const sources = wishes.map((wish) => openSource({ ...wish, ...common }).source);
  try {
    return await checkAll(sources, io, options.json ? JSON.stringify : checkLine);
  } finally {
    await Promise.all(sources.map((source) => source.close()));
    fetcher.close();
  }
}

/** All at the same time, told in their order as they come in. Exported for tests, which bring sources of their own. */
export async function checkAll(
  sources: readonly Source[],
  io: Pick<CliIo, 'stdout' | 'signal'>,
  print: (check: SourceCheck) => string,
): Promise<ExitStatus> {
  const checks = sources.map((source) => checkSource(source, { clock, signal: io.signal }));
  let status: ExitStatus = 0;
  for (const pending of checks) {
    const result = await pending;
    if (result.state === 'failing') status = 1;
    io.stdout.write(`${print(result)}\n`);
  }
  return status;
}

function list(io: CliIo): ExitStatus {
  io.stdout.write(`${inFile}\n`);
  for (const { kind, description, keyless, settings } of sourceKinds)
    io.stdout.write(`${kind}${keyless ? '' : ' (needs an account)'}\n  ${description}\n${settingsLines(settings)}`);
  return 0;
}
