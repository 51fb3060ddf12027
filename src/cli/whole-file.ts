import { createWriteStream } from 'node:fs';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { destinationOf, unwritable } from './destination.ts';

/** A file is written beside its place and moved there at the end: nobody finds half of it. */
export async function writeWhole(
  path: string,
  parts: [Readable, ...Transform[]],
  { signal, mode, cwd }: { signal: AbortSignal; mode?: number; cwd: string },
): Promise<void> {
  const destination = await destinationOf(path, cwd);
  try {
    const file = createWriteStream(destination.written, { mode: mode ?? destination.mode ?? 0o666 });
    await pipeline([...parts, file], { signal });
    await destination.keep();
  } catch (error) {
    await destination.drop();
    unwritable(path, error);
  }
}
