import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { DatabaseError } from '../../ports/database.ts';

/**
 * Takes the lock file beside `dataDir`, because the embedded database takes none and two processes would silently
 * lose rows. A lock whose process is gone (kill -9, a restarted container) is taken over. Returns the release.
 */
export function lockDirectory(dataDir: string): () => void {
  const lock = `${dataDir.replace(/(?<!\/)\/+$/, '')}.lock`;
  const mine = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const identity = JSON.stringify({ pid: process.pid, started: startOf(process.pid), token: mine });
  writeFileSync(mine, identity);
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (tryLink(mine, lock)) return () => release(lock, identity);
      removeIfStale(lock, dataDir);
    }
  } finally {
    unlinkSync(mine);
  }
  throw new DatabaseError('locked', `could not take ${lock}: other processes keep taking it`);
}

function tryLink(mine: string, lock: string): boolean {
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfStale(lock: string, dataDir: string): void {
  const content = readIfThere(lock);
  if (content === null) return;
  const holder = parseHolder(content);
  if (holder && holder.pid !== process.pid && startOf(holder.pid) === holder.started && isAlive(holder.pid)) {
    throw new DatabaseError(
      'locked',
      `${dataDir} is open in process ${holder.pid}. Stop it, choose another OUTCRY_DATA_DIR, or set DATABASE_URL to share a PostgreSQL.`,
    );
  }
  if (holder && holder.pid === process.pid && startOf(process.pid) === holder.started) {
    throw new DatabaseError('locked', `${dataDir} is already open in this process`);
  }
  const aside = `${lock}.stale.${process.pid}`;
  renameSync(lock, aside);
  // Another starter may have taken the lock between reading and renaming: then give it back.
  if (readFileSync(aside, 'utf8') !== content) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parseHolder(content: string): { pid: number; started: string } | null {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

/** Start time of a process, so that a recycled process number is not mistaken for the holder. Empty where unknown. */
function startOf(pid: number): string {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === null) return '';
  const boot = readIfThere('/proc/sys/kernel/random/boot_id') ?? '';
  return `${boot.trim()}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function release(lock: string, identity: string): void {
  if (readIfThere(lock) === identity) unlinkSync(lock);
}
