import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes ready for a database in `dataDir`, whose lock the caller holds: what a process that was killed while it made the files left behind
 * is cleared away. A mark beside the folder tells of it, which stands only until the first files are whole and nothing is in them.
 * `fill` may put the first files there. Returns what to call then.
 */
export function beginMaking(dataDir: string, fill: (dataDir: string) => void = () => {}): () => void {
  const mark = `${dataDir.replace(/(?<!\/)\/+$/, '')}.making`;
  if (existsSync(mark)) rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  if (existsSync(join(dataDir, 'PG_VERSION'))) return () => {};
  writeFileSync(mark, '');
  fill(dataDir);
  return () => {
    rmSync(mark);
    // Gone for good before anything is stored: a mark that came back after a power cut would cost what was.
    const folder = openSync(dirname(mark), 'r');
    fsyncSync(folder);
    closeSync(folder);
  };
}
