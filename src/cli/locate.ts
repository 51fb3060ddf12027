import { parseArgs } from 'node:util';
import { loadGazetteer } from '../adapters/assets/load-gazetteer.ts';
import { type Output, openInput, withOutput } from './batch-files.ts';
import type { CliCommand, CliIo, ExitStatus } from './command.ts';
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
    const input = await openInput(values.in, io);
    return withOutput(values.out, io, (output) => locateAll(input, output, io));
  },
};

async function locateAll(input: NodeJS.ReadableStream, output: Output, io: CliIo): Promise<ExitStatus> {
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
    await output.write(batch);
    batch = '';
    showProgress(io, line);
  }
  if (batch !== '') await output.write(batch);
  showProgress(io, line, true);
  return status;
}

function showProgress(io: CliIo, line: number, done = false): void {
  if ((io.stderr as { isTTY?: boolean }).isTTY) io.stderr.write(`\rlocate: ${line} lines${done ? '\n' : ''}`);
}
