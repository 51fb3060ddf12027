import { type FileHandle, open } from 'node:fs/promises';
import { SourceError } from '../../ports/source.ts';

export interface FileLine {
  /** From 1. */
  number: number;
  /** Null when the line is longer than `maxBytes`. */
  text: string | null;
  maxBytes: number;
  /** Byte at which the next line begins. */
  end: number;
}

const maxBytes = 1_048_576;
const chunkBytes = 262_144;
const newline = 0x0a;

/**
 * Lines from a byte offset on, in constant memory; empty ones are passed over. A last line without its end is given only
 * if it is complete JSON: whoever writes the file may not be done with it.
 */
export async function* linesFrom(
  path: string,
  from: { offset: number; line: number },
  signal: AbortSignal,
): AsyncGenerator<FileLine> {
  const file = await openFile(path);
  try {
    let { offset, line } = from;
    let begun: Buffer[] = [];
    let begunBytes = 0;
    let lineStart = offset;
    for (;;) {
      if (signal.aborted) throw new SourceError('aborted', `reading ${path} was given up`);
      const chunk = await readChunk(file, path, offset);
      if (chunk.length === 0) break;
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        const length = begunBytes + end - start;
        const text = length > maxBytes ? null : Buffer.concat([...begun, chunk.subarray(start, end)]).toString('utf8');
        line += 1;
        start = end + 1;
        lineStart = offset + start;
        begun = [];
        begunBytes = 0;
        if (text === null || text.trim() !== '') yield { number: line, text, maxBytes, end: lineStart };
      }
      const rest = chunk.subarray(start);
      begunBytes += rest.length;
      // Of an endless line only its length is kept.
      begun = begunBytes > maxBytes ? [] : [...begun, rest];
      offset += chunk.length;
    }
    const last = Buffer.concat(begun).toString('utf8');
    if (last.trim() !== '' && isComplete(last))
      yield { number: line + 1, text: last, maxBytes, end: lineStart + begunBytes };
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const message = `${path} can't be read (${code}); set the right path or the right to read it`;
    throw new SourceError(code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'misconfigured', message, { cause });
  }
}

async function readChunk(file: FileHandle, path: string, position: number): Promise<Buffer> {
  try {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(chunkBytes), position });
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw new SourceError('misconfigured', `${path} can't be read (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
}

function isComplete(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
