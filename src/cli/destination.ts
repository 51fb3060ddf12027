import { constants } from 'node:fs';
import { access, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './command.ts';
import { faultWords } from './fault-words.ts';

/** Where a file is to come, and where it is written until it is whole. */
export interface Destination {
  /** To be written; the same as the place for devices, pipes and the like, which can't be moved. */
  written: string;
  /** Permissions of the file that is replaced, where there is one. */
  mode: number | undefined;
  /** Puts what was written in its place. */
  keep(): Promise<void>;
  /** Takes away what was written, whatever lies in its place. */
  drop(): Promise<void>;
}

/** Throws UsageError for a folder, and where there is no folder to write into. */
export async function destinationOf(name: string, cwd: string): Promise<Destination> {
  const path = resolve(cwd, name);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw new UsageError(`--out: can't write ${name}: it is a folder; name a file`);
  // `/dev/stdout` may be a file, but one that a shell has opened.
  const isSystems = /^\/(dev|proc)\//.test(path);
  if (isSystems || (found && !found.isFile()))
    return { written: path, mode: undefined, keep: async () => {}, drop: async () => {} };
  // A file that is protected is not replaced either.
  if (found) await access(path, constants.W_OK).catch((error: unknown) => unwritable(name, error));
  // A link stays one: what it points to is replaced.
  const place = found ? await realpath(path) : path;
  if (!(await stat(dirname(place)).catch(() => null))?.isDirectory())
    throw new UsageError(`--out: can't write ${name}: there is no folder ${dirname(place)}`);
  // The process in its name: nobody else's file, not even the input, is taken for it.
  const written = join(dirname(place), `${basename(place)}.${process.pid}.part`);
  return {
    written,
    mode: found ? found.mode & 0o777 : undefined,
    keep: () => rename(written, place),
    drop: () => rm(written, { force: true }),
  };
}

/** A fault of the file system as one of the arguments; any other is thrown as it is. */
export function unwritable(name: string, error: unknown): never {
  const said = faultWords(error);
  throw said === null ? error : new UsageError(`--out: can't write ${name}: ${said}`);
}
