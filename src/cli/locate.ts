import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadGazetteer } from '../adapters/assets/load-gazetteer.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';
import { answerLine, linesOf } from './locate-lines.ts';

const help = `
Usage: outcry locate [--in FILE] [--out FILE]

Says where posts come from. Reads NDJSON, one object a line, and writes one line for each, in order:
  in   {"id", "profile"?, "text"?, "geo"?: {"lat", "lon"}}
  out  {"id", "place": {"country", "state", "city", "metro", "lat", "lon", "level", "from", "confidence"} | null}
A line that can't be read is answered in its place by {"line", "error": {"code", "message"}}.

Options:
  --in FILE    read from FILE instead of standard input
  --out FILE   write to FILE instead of standard output

Exit status: 0 all good; 1 some lines were bad, the rest is done; 2 unusable arguments or input.

Example:
  echo '{"id":"1","profile":"H-Town"}' | outcry locate
`;

const batchLength = 64 * 1024;

/** `outcry locate` */
export const command: CliCommand = {
  name: 'locate',
  summary: 'Says where posts come from, by point, text and profile.',
  help,
  async run(argv, io) {
    const { values } = parseArgs({ args: argv, options: { in: { type: 'string' }, out: { type: 'string' } } });
    const input = values.in === undefined ? io.stdin : await openInput(values.in);
    const output = values.out === undefined ? io.stdout : await openOutput(values.out);
    try {
      return await locateAll(input, output, io);
    } finally {
      if (output !== io.stdout) await closed(output);
    }
  },
};

async function openInput(path: string): Promise<NodeJS.ReadableStream> {
  const file = await open(path).catch((error: Error) => {
    throw new UsageError(`--in: ${error.message}`);
  });
  if ((await file.stat()).isDirectory()) {
    await file.close();
    throw new UsageError(`--in: ${path} is a folder, give a file`);
  }
  return file.createReadStream();
}

async function openOutput(path: string): Promise<NodeJS.WritableStream> {
  const file = await open(path, 'w').catch((error: Error) => {
    throw new UsageError(`--out: ${error.message}`);
  });
  return createWriteStream(path, { fd: file });
}

async function locateAll(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, io: CliIo): Promise<ExitStatus> {
  const failure = new Promise<never>((_, reject) => output.once('error', reject));
  failure.catch(() => undefined);
  const gazetteer = loadGazetteer();
  let status: ExitStatus = 0;
  let line = 0;
  let batch = '';
  for await (const text of linesOf(input)) {
    if (io.signal.aborted) break;
    line++;
    if (text?.trim() === '') continue;
    const answer = answerLine(gazetteer, text, line);
    if (!answer.good) status = 1;
    batch += `${answer.json}\n`;
    if (batch.length < batchLength) continue;
    if (!output.write(batch)) await Promise.race([once(output, 'drain'), failure]);
    batch = '';
    showProgress(io, line);
  }
  if (batch !== '' && !output.write(batch)) await Promise.race([once(output, 'drain'), failure]);
  showProgress(io, line, true);
  return status;
}

function showProgress(io: CliIo, line: number, done = false): void {
  if ((io.stderr as { isTTY?: boolean }).isTTY) io.stderr.write(`\rlocate: ${line} lines${done ? '\n' : ''}`);
}

async function closed(output: NodeJS.WritableStream): Promise<void> {
  if ((output as { destroyed?: boolean }).destroyed) return;
  await new Promise<void>((resolve) => output.end(() => resolve()));
}
