import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBrandPacks } from '../adapters/assets/load-brand-packs.ts';
import { packageRoot, programVersion } from '../adapters/assets/package-root.ts';
import { createFetcher } from '../adapters/net/fetcher.ts';
import { openSource } from '../adapters/sources/open-sources.ts';
import { sourceKinds } from '../adapters/sources/registry.ts';
import { loadConfig } from '../config/load.ts';
import { sourceWishes } from '../config/source-wishes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Source } from '../ports/source.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';
import { checkLine, checkSource, type SourceCheck } from './source-check.ts';

const help = `
Usage: outcry sources check [--config FILE] [--only ID] [--json]
       outcry sources list

check asks every configured source once, without storing anything, and prints its state, how long it took, how many
posts came and, where it failed, why and what to do. list prints the kinds of sources there are and their settings.

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
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { config: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const [verb, ...rest] = positionals;
    if (rest.length > 0 || (verb !== 'check' && verb !== 'list'))
      throw new UsageError('the verbs are "check" and "list"');
    if (verb === 'list') return list(io);
    return check(io, values);
  },
};

async function check(io: CliIo, options: { config?: string; only?: string; json: boolean }): Promise<ExitStatus> {
  const config = loadConfig(io.env, options.config);
  const packs = loadBrandPacks(resolve(packageRoot(), config.brandDir));
  const brands = packs.filter(({ id, demonstration }) => !demonstration && config.brands.includes(id));
  const fetcher = createFetcher({
    clock,
    contact: config.contact,
    version: programVersion(),
    allowInside: config.allowInside,
  });
  const wishes = sourceWishes(config).filter(({ id }) => options.only === undefined || id === options.only);
  if (wishes.length === 0) throw new UsageError(`no source "${options.only}" is configured`);
  const sources = wishes.map((wish) => openSource({ ...wish, brands, fetcher, clock, random: Math.random }).source);
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
  for (const { kind, description, keyless, settings } of sourceKinds) {
    io.stdout.write(`${kind}${keyless ? '' : ' (needs an account)'}\n  ${description}\n`);
    const defaults = settings.partial().safeParse({}).data as Record<string, unknown>;
    for (const [name, field] of Object.entries(settings.shape)) {
      const value = defaults?.[name];
      const usual = value === undefined ? '' : ` Default: ${JSON.stringify(value)}.`;
      io.stdout.write(`    ${name.padEnd(20)}${describe(field)}${usual}\n`);
    }
  }
  return 0;
}

function describe(field: unknown): string {
  return (field as { description?: string }).description ?? '';
}
