import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { loadClassifier } from '../adapters/assets/load-model.ts';
import type { Verdict } from '../core/words/report.ts';
import type { Classifier, ClassifierInput } from '../ports/classifier.ts';
import { type Output, openInput, withOutput } from './batch-files.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';

const batchSize = 512;
const digits = 1e4;

const help = `
Usage: outcry classify [--in FILE] [--out FILE] [--model NAME@VERSION]

Judges posts: what kind of talk, which symptoms, on which surface.

  --in FILE     NDJSON, one post a line: {"id", "text", "lang"?, "source"?, "brand"?, "fromBrand"?}. Default: standard input.
  --out FILE    NDJSON, one answer a line in the same order. Default: standard output.
  --model NAME  A model of the models/ folder. Default: the newest one.

An answer is {"id", "lang", "report", "scores", "symptoms", "surfaces", "abstained"}: report is current, resolved, ack,
chatter or none; scores are calibrated and sum to 1. A line that can't be read is answered in its place by
{"line", "error": {"code", "message"}}, and the exit status is 1.

Example: echo '{"id":1,"text":"is the site down for anyone else?"}' | outcry classify
`;

interface Ask {
  id: string | number;
  input: ClassifierInput;
}

interface Refusal {
  line: number;
  error: { code: string; message: string };
}

async function run(argv: string[], io: CliIo): Promise<ExitStatus> {
  const { values } = parseArgs({
    args: argv,
    options: { in: { type: 'string' }, out: { type: 'string' }, model: { type: 'string' } },
  });
  const classifier = openModel(values.model);
  const input = await openInput(values.in, io);
  const refused = await withOutput(values.out, io, (output) => answerAll({ classifier, input, output, io }));
  return refused > 0 ? 1 : 0;
}

function openModel(name: string | undefined): Classifier {
  try {
    return loadClassifier(name);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

interface Job {
  classifier: Classifier;
  input: NodeJS.ReadableStream;
  output: Output;
  io: CliIo;
}

/** Answers line by line in batches; memory holds one batch. Returns the number of lines refused. */
async function answerAll({ classifier, input, output, io }: Job): Promise<number> {
  let batch: (Ask | Refusal)[] = [];
  let refused = 0;
  let line = 0;
  const flush = async () => {
    const text = answerBatch(classifier, batch);
    batch = [];
    await output.write(text);
    if ((io.stderr as { isTTY?: boolean }).isTTY) io.stderr.write(`\r${line} posts`);
  };
  for await (const raw of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (io.signal.aborted) break;
    line++;
    if (raw.trim() === '') continue;
    const read = readLine(raw, line);
    if ('error' in read) refused++;
    batch.push(read);
    if (batch.length === batchSize) await flush();
  }
  if (batch.length > 0) await flush();
  if (refused > 0)
    io.stderr.write(`outcry classify: ${refused} of ${line} lines could not be read; each is answered in its place.\n`);
  return refused;
}

function answerBatch(classifier: Classifier, batch: (Ask | Refusal)[]): string {
  const verdicts = classifier.classify(batch.flatMap((item) => ('input' in item ? [item.input] : [])));
  let next = 0;
  const lines = batch.map((item) => JSON.stringify('input' in item ? answerOf(item.id, verdicts[next++]!) : item));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function answerOf(id: string | number, { lang, kind, scores, symptoms, surfaces, abstained }: Verdict): object {
  const round = (p: number) => Math.round(p * digits) / digits;
  const likely = (list: { id: string; p: number }[]) => list.map((item) => ({ id: item.id, p: round(item.p) }));
  return {
    id,
    lang,
    report: kind,
    scores: roundedScores(scores),
    symptoms: likely(symptoms),
    surfaces: likely(surfaces),
    abstained,
  };
}

/** Rounded so that they still sum to 1: the largest takes what rounding leaves. */
function roundedScores(scores: Verdict['scores']): Record<string, number> {
  const entries = Object.entries(scores).map(([id, p]): [string, number] => [id, Math.round(p * digits)]);
  const largest = entries.reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  largest[1] += digits - entries.reduce((sum, [, p]) => sum + p, 0);
  return Object.fromEntries(entries.map(([id, p]) => [id, p / digits]));
}

function readLine(raw: string, line: number): Ask | Refusal {
  const refuse = (code: string, message: string): Refusal => ({ line, error: { code, message } });
  let value: unknown;
  try {
    value = JSON.parse(raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw);
  } catch (error) {
    return refuse('invalid_json', `not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('invalid_post', 'expected an object like {"id": "1", "text": "…"}');
  const { id, text, lang, brand, fromBrand } = value as Record<string, unknown>;
  if (typeof id !== 'string' && typeof id !== 'number') return refuse('invalid_post', '"id" must be text or a number');
  if (typeof text !== 'string') return refuse('invalid_post', '"text" must be text');
  const optional = (found: unknown) => (typeof found === 'string' ? found : undefined);
  return { id, input: { text, lang: optional(lang), brand: optional(brand), fromBrand: fromBrand === true } };
}

export const command: CliCommand = {
  name: 'classify',
  summary: 'Judge posts: kind of talk, symptoms, surface.',
  help,
  run,
};
