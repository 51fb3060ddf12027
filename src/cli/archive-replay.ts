import { cycleContext } from '../compose.ts';
import { type Assets, ingestSettings, loadAssets } from '../config/load-assets.ts';
import type { Config } from '../config/schema.ts';
import type { ReplayContext } from '../pipeline/replay.ts';
import type { Database } from '../ports/database.ts';
import { type CliIo, UsageError } from './command.ts';

/** Replay keeps everything: an archive of any age is judged as if it were today's. */
const keepAllDays = 36_500;
/** Author keys in a scratch database name nobody; a fixed salt makes the bytes repeat. */
const scratchSalt = 'replay';

export function archiveConfig(config: Config): Config {
  return { ...config, demonstration: true, retentionDays: keepAllDays };
}

/** What it takes to run an archive through the whole pipeline on a scratch database. Throws UsageError for a brand that isn't watched. */
export function archiveReplay(
  config: Config,
  { brand, database, io }: { brand: string | undefined; database: Database; io: CliIo },
): { context: ReplayContext; assets: Assets } {
  const assets = loadAssets(config, scratchSalt);
  requireWatched(assets, brand);
  const progress = progressBar(io);
  const cycle = cycleContext(config, assets, database);
  const context = {
    cycle: { ...cycle, settings: { ...cycle.settings, isLasting: false } },
    knowledge: assets.knowledge,
    settings: ingestSettings(config),
    ...(progress ? { progress } : {}),
  };
  return { context, assets };
}

export function requireWatched({ packs }: Assets, brand: string | undefined): void {
  if (brand === undefined || packs.some(({ id }) => id === brand)) return;
  const known = packs.map(({ id }) => id).join(', ');
  throw new UsageError(`--brand: there is no watched brand "${brand}"; there are ${known}`);
}

function progressBar(io: CliIo): ((posts: number, atMs: number) => void) | undefined {
  if (!(io.stderr as NodeJS.WriteStream).isTTY) return undefined;
  return (posts, atMs) => io.stderr.write(`\r${posts} posts, ${new Date(atMs).toISOString().slice(0, 16)} `);
}
