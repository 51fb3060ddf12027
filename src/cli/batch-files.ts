import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { type CliIo, UsageError } from './command.ts';
import { destinationOf, unwritable } from './destination.ts';
import { faultWords } from './fault-words.ts';

type Place = Pick<CliIo, 'cwd'>;

/** The file, or standard input without a name or for `-`. Throws UsageError for what can't be read, a folder too. */
export async function openInput(
  name: string | undefined,
  io: Place & Pick<CliIo, 'stdin'>,
  { option = '--in', chunkBytes = 1 << 16 }: { option?: string; chunkBytes?: number } = {},
): Promise<NodeJS.ReadableStream> {
  if (name === undefined || name === '-') return io.stdin;
  await requireReadable(name, io, option);
  return createReadStream(resolve(io.cwd, name), { highWaterMark: chunkBytes });
}

/** Throws UsageError for a file that can't be read. */
export async function requireReadable(name: string, { cwd }: Place, option = '--in'): Promise<void> {
  const refuse = (why: string): never => {
    throw new UsageError(`${option}: can't read ${name}: ${why}`);
  };
  const file = await open(resolve(cwd, name)).catch((error: NodeJS.ErrnoException) =>
    refuse(error.code === 'ENOENT' ? `there is no file ${name}` : (faultWords(error) ?? error.message)),
  );
  const isFolder = (await file.stat()).isDirectory();
  await file.close();
  if (isFolder) refuse('it is a folder; name a file');
}

/** Takes text, as fast as whoever reads it; throws when it can't be written any more. */
export interface Output {
  write(text: string): Promise<void>;
}

/**
 * Does the work with an output: the file, which is in its place only once the work is done, or standard output without a
 * name or for `-`. When the work fails or is broken off, the file that was in the place stays as it was. Throws
 * UsageError where it can't be written, be it that the disk is full.
 */
export async function withOutput<T>(
  name: string | undefined,
  io: Place & Pick<CliIo, 'stdout' | 'signal'>,
  work: (output: Output) => Promise<T>,
): Promise<T> {
  if (name === undefined || name === '-') return work(outputInto(io.stdout));
  const destination = await destinationOf(name, io.cwd);
  const file = createWriteStream(destination.written, { mode: destination.mode ?? 0o666 });
  try {
    // Told now, not after the work.
    await once(file, 'open');
    const result = await work(outputInto(file));
    file.end();
    await finished(file);
    if (io.signal.aborted) await destination.drop();
    else await destination.keep().catch((error: unknown) => unwritable(name, error));
    return result;
  } catch (error) {
    file.destroy();
    await destination.drop();
    // The work's own faults are not the file's.
    if (error === file.errored) unwritable(name, error);
    throw error;
  }
}

function outputInto(stream: NodeJS.WritableStream): Output {
  let fault: Error | null = null;
  stream.once('error', (error) => {
    fault = error;
  });
  return {
    async write(text) {
      if (fault) throw fault;
      // Rejects when the stream fails meanwhile.
      if (!stream.write(text)) await once(stream, 'drain');
    },
  };
}
