import type { z } from 'zod';
import type { Acting } from '../commands/acting.ts';
import { loadConfig } from '../config/load.ts';
import { loadPacks } from '../config/load-assets.ts';
import { openStore } from '../config/open-store.ts';
import type { Config } from '../config/schema.ts';
import { type CliIo, type ExitStatus, UsageError } from './command.ts';

/** What a verb works with: the store of this installation, and the settings that it was opened with. */
export interface StoreTools extends Acting {
  config: Config;
  salt: string;
  io: CliIo;
}

export type StoreWork = (tools: StoreTools) => Promise<ExitStatus>;

/** Opens the store, does something in it as the command line, and closes it. */
export async function withStore(io: CliIo, configFile: string | undefined, work: StoreWork): Promise<ExitStatus> {
  const config = loadConfig(io.env, configFile);
  const { database, salt } = await openStore(config);
  try {
    return await work({ database, clock: { now: () => Date.now() }, actor: 'command line', config, salt, io });
  } finally {
    await database.close();
  }
}

/** Flags as the API would take them, so that both refuse the same. Throws UsageError that names the flag. */
export function checkedFlags<Schema extends z.ZodType>(schema: Schema, flags: unknown): z.output<Schema> {
  const parsed = schema.safeParse(flags);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(faultOf).join('\n'));
}

/** Throws UsageError for a brand that isn't watched. */
export function requirePack({ config }: Pick<StoreTools, 'config'>, brand: string): void {
  const known = loadPacks(config).map(({ id }) => id);
  if (!known.includes(brand))
    throw new UsageError(`--brand: there is no watched brand "${brand}"; there are ${known.join(', ')}`);
}

function faultOf({ path, message }: z.core.$ZodIssue): string {
  const flag = path[0] === undefined ? '' : `--${String(path[0]).replace(/[A-Z]/g, (a) => `-${a.toLowerCase()}`)}: `;
  return `${flag}${message}`;
}

/** One JSON object a line. */
export function printLine(io: CliIo, row: unknown): void {
  io.stdout.write(`${JSON.stringify(row)}\n`);
}

export const storeNote = `The embedded database is open to one program at a time: while "outcry start" runs on it, use the page or the API.`;
