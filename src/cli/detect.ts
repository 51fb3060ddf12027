import { parseArgs } from 'node:util';
import { type Output, openInput, withOutput } from './batch-files.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';
import { createRowReader, type RowReader } from './detect-rows.ts';
import { createStreamScorer, type StreamSettings } from './detect-streams.ts';

const help = `
Usage: outcry detect [--in FILE] [--out FILE] [--from-day N] [--bin MINUTES] [--counts reports|mentions]

Scores series of counts, minute by minute, for outages: the score is the recurrence interval in minutes, the mean time
between such results by chance. Strictly online: the score of a minute uses nothing after it.

  --in FILE       CSV sorted by stream and minute: stream_id,minute_utc,count,observed (default: standard input).
                  minute_utc: minutes since 1970-01-01T00:00Z. observed 0: the collector was down. A missing row is a
                  count of 0, observed.
  --out FILE      CSV stream_id,minute_utc,score (default: standard output)
  --from-day N    scores begin with this day of each stream, the first being 0 (default 35)
  --bin MINUTES   minutes between rows: 1, 3, 5 or 15 (default 1)
  --counts WHAT   reports: of problems, each of which means something. mentions: of a brand, which surge by themselves, so
                  that a score is no longer than the time between such surges in the series' own past, and a surge scores
                  where it is above the whole day before; 0 elsewhere. (Default: mentions from 5 minutes on, else reports.)

Bad lines are answered on standard error, one JSON object each, and left out.
Exit status: 0 all good; 1 some lines were bad; 2 unusable arguments or input.

Example: outcry detect --in counts.csv --from-day 7 | awk -F, '$3 >= 43200'
`;

const options = {
  in: { type: 'string' },
  out: { type: 'string' },
  'from-day': { type: 'string', default: '35' },
  bin: { type: 'string', default: '1' },
  counts: { type: 'string' },
} as const;

const bins = [1, 3, 5, 15];
/** Series in bins so wide are volumes of mentions, unless told otherwise: reports are counted by the minute. */
const mentionsFromMinutes = 5;
const newline = 10;
const carriageReturn = 13;
const chunkBytes = 1 << 20;
const flushLength = 1 << 16;
/** More bad lines than this are counted, not shown. */
const shownFaults = 100;

export const command: CliCommand = {
  name: 'detect',
  summary: 'Scores series of counts for outages, minute by minute.',
  help,
  async run(argv, io) {
    const { values } = parseArgs({ args: argv, options, strict: true });
    if (!/^\d{1,5}$/.test(values['from-day']))
      throw new UsageError(`--from-day must be a whole number of days, not "${values['from-day']}"`);
    const bin = Number(values.bin);
    if (!bins.includes(bin)) throw new UsageError(`--bin must be ${bins.join(', ')} minutes, not "${values.bin}"`);
    const counts = values.counts ?? (bin >= mentionsFromMinutes ? 'mentions' : 'reports');
    if (counts !== 'mentions' && counts !== 'reports')
      throw new UsageError(`--counts must be reports or mentions, not "${values.counts}"`);
    const input = await openInput(values.in, io, { chunkBytes });
    const settings = { fromDay: Number(values['from-day']), bin, mentions: counts === 'mentions' };
    return withOutput(values.out, io, (output) => scoreAll({ ...settings, input, output }, io));
  },
};

interface Run extends StreamSettings {
  input: NodeJS.ReadableStream;
  output: Output;
}

async function scoreAll(run: Run, io: CliIo): Promise<ExitStatus> {
  let text = 'stream_id,minute_utc,score\n';
  let faults = 0;
  const scorer = createStreamScorer(run, (stream, minute, score) => {
    text += `${stream},${minute},${scoreText(score)}\n`;
  });
  const answer = (line: number, error: { code: string; message: string }) => {
    faults += 1;
    if (faults <= shownFaults) io.stderr.write(`${JSON.stringify({ line, error })}\n`);
  };
  const lines = createLineTaker({ take: scorer.take, answer });
  const progress = createProgress(io);
  for await (const chunk of run.input) {
    io.signal.throwIfAborted();
    for (const part of lines.parts(chunk as Buffer)) {
      lines.takeAll(part);
      if (text.length >= flushLength) {
        await run.output.write(text);
        text = '';
      }
    }
    progress.show(lines.count());
  }
  lines.finish();
  await run.output.write(text);
  progress.clear();
  if (faults > shownFaults) io.stderr.write(`outcry detect: ${faults - shownFaults} more bad lines\n`);
  return faults > 0 ? 1 : 0;
}

interface LineSink {
  take(row: { stream: string; minute: number; count: number; observed: boolean }): string | null;
  answer(line: number, error: { code: string; message: string }): void;
}

/** Cuts bytes into lines: the first is the header, each other one a row. */
function createLineTaker(sink: LineSink) {
  let rest: Buffer = Buffer.alloc(0);
  let reader: RowReader | null = null;
  let line = 0;

  function takeLine(bytes: Buffer, from: number, end: number): void {
    line += 1;
    const to = end > from && bytes[end - 1] === carriageReturn ? end - 1 : end;
    if (reader === null) reader = createRowReader(bytes.toString('utf8', from, to));
    else if (to > from) {
      const row = reader.read(bytes, from, to);
      if ('code' in row) sink.answer(line, row);
      else {
        const problem = sink.take(row);
        if (problem !== null) sink.answer(line, { code: 'order', message: problem });
      }
    }
  }

  return {
    /** Pieces of a chunk small enough that the output of each can be written before the next. */
    *parts(chunk: Buffer): Generator<Buffer> {
      for (let at = 0; at < chunk.length; at += flushLength) yield chunk.subarray(at, at + flushLength);
    },
    takeAll(part: Buffer): void {
      const bytes = rest.length > 0 ? Buffer.concat([rest, part]) : part;
      let from = 0;
      for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
        takeLine(bytes, from, end);
        from = end + 1;
      }
      rest = Buffer.from(bytes.subarray(from));
      if (rest.length > flushLength)
        throw new UsageError(`line ${line + 1} is longer than ${flushLength} bytes: this is no CSV of counts`);
    },
    finish(): void {
      if (rest.length > 0) takeLine(rest, 0, rest.length);
      if (reader === null)
        throw new UsageError('the input is empty: it must begin with the header stream_id,minute_utc,count,observed');
    },
    count: () => line,
  };
}

/** Whole minutes from 1,000 on, thousandths below. */
function scoreText(score: number): string {
  return score >= 1000 ? String(Math.round(score)) : String(Math.round(score * 1000) / 1000);
}

function createProgress(io: CliIo) {
  const shown = (io.stderr as Partial<NodeJS.WriteStream>).isTTY === true;
  return {
    show(lines: number): void {
      if (shown) io.stderr.write(`\r${(lines / 1e6).toFixed(1)} million rows`);
    },
    clear(): void {
      if (shown) io.stderr.write('\r\x1b[K');
    },
  };
}
