import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from './command.ts';

/** A file is written beside its place and moved there at the end: nobody finds half of it. */
export async function writeWhole(
  path: string,
  parts: [Readable, ...Transform[]],
  { signal, mode }: { signal: AbortSignal; mode?: number },
): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    await pipeline([...parts, createWriteStream(unfinished, { mode: mode ?? 0o666 })], { signal });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    const { code, path: place } = error as { code?: string; path?: string };
    if (place !== undefined && code !== undefined) throw new UsageError(`--out: can't write ${path} (${code})`);
    throw error;
  }
}
