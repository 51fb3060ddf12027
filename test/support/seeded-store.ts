import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/load.ts';
import { openStore } from '../../src/config/open-store.ts';
import { seed } from '../http/seed.ts';
import { runOutcry } from './cli-run.ts';

/** An embedded database on disk with the seed in it, for commands that open one by themselves. */
export function seededStore(name: string, settings: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), `outcry-${name}-`));
  const env = { OUTCRY_DATA_DIR: folder, ...settings };
  return {
    env,
    async fill(): Promise<void> {
      const { database } = await openStore(loadConfig(env));
      await seed(database);
      await database.close();
    },
    /** Runs the command; its lines as JSON. */
    async run(...argv: string[]) {
      const { status, out, err } = await runOutcry([name, ...argv], { env });
      return { status, err, lines: out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
