// Checks data/corpus: form, duplicates, and near copies of the real evaluation set (where it is at hand); data/corpus-test: form, and near copies of the corpus and that set; and data/places: form, and near copies of that set. `node scripts/run.mjs check-corpus [--real FILE] [--remove]`; exit status 1 when something must be mended. --remove deletes doubles and near copies from the files.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { kinds } from '../src/core/words/report.ts';
import { symptomIds } from '../src/core/words/symptom.ts';
import { readLabeledPosts } from './places/labeled-posts.ts';
import { corpusFolder, type Example, readCorpus, strangersFolder } from './train/corpus.ts';
import { expand } from './train/expand.ts';
import { findNearCopies } from './train/near-copies.ts';
import { createRandom } from './train/random.ts';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    real: { type: 'string', default: resolve(root, '../shared/bench/classify/real-dev.jsonl') },
    remove: { type: 'boolean', default: false },
  },
});

const { examples, faults } = readCorpus();
for (const { where, message } of faults) console.log(`${where}: ${message}`);
const doubles = findDoubles(examples);
for (const [first, second] of doubles) console.log(`${second.where}: the same text as ${first.where}`);
const strangers = readCorpus(strangersFolder);
for (const { where, message } of strangers.faults) console.log(`${where}: ${message}`);
const forms = formsOf(examples);
const familiar = findNearCopies(
  strangers.examples,
  forms.map(({ text }) => text),
);
for (const { where, share } of familiar)
  console.log(`${where}: too close to a post of the corpus (${share.toFixed(2)} of its word triples): remove`);
const placed = readPlaced();
const near = existsSync(options.real)
  ? findNearCopies([...forms, ...strangers.examples, ...placed], readReal(options.real))
  : [];
for (const { where, share } of near)
  console.log(`${where}: too close to an evaluation post (${share.toFixed(2)} of its word triples): rewrite or remove`);
if (!existsSync(options.real)) console.log(`not compared with the real posts: ${options.real} is not there`);
printTable();
if (options.remove) {
  const own = new Set(examples.map(({ where }) => where));
  const isOwn = ({ where }: { where: string }) => own.has(where);
  remove(corpusFolder, [...doubles.map(([, second]) => second.where), ...near.filter(isOwn).map(({ where }) => where)]);
  remove(
    strangersFolder,
    [...familiar, ...near.filter((copy) => !isOwn(copy))].map(({ where }) => where),
  );
}
process.exitCode = faults.length + strangers.faults.length + doubles.length + familiar.length + near.length > 0 ? 1 : 0;

/** Posts that the model for places is fitted on. */
function readPlaced(): { text: string; where: string }[] {
  const folder = resolve(root, 'data/places');
  return readdirSync(folder).flatMap((file) =>
    readLabeledPosts(resolve(folder, file)).map(({ text, line }) => ({ text, where: `data/places/${file}:${line}` })),
  );
}

/** Blanks the lines in their files, by `file:line`. */
function remove(folder: string, places: string[]): void {
  const fileOf = (where: string) => where.slice(0, where.lastIndexOf(':'));
  for (const file of new Set(places.map(fileOf))) {
    const path = resolve(folder, file);
    const numbers = new Set(
      places.filter((where) => fileOf(where) === file).map((where) => Number(where.slice(where.lastIndexOf(':') + 1))),
    );
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.filter((_, index) => !numbers.has(index + 1)).join('\n'));
  }
}

function findDoubles(all: Example[]): [Example, Example][] {
  const seen = new Map<string, Example>();
  const found: [Example, Example][] = [];
  for (const example of all) {
    const key = example.text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    const first = seen.get(key);
    if (first === undefined) seen.set(key, example);
    else found.push([first, example]);
  }
  return found;
}

function readReal(file: string): string[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { text: string }).text);
}

/** Texts with slots are compared in eight of their forms. */
function formsOf(all: Example[]): { where: string; text: string }[] {
  const random = createRandom(1);
  return all.flatMap((example) =>
    Array.from({ length: example.text.includes('{') ? 8 : 1 }, () => ({
      where: example.where,
      text: expand(example.text, ['Walmart', 'Walmart'], random),
    })),
  );
}

function printTable(): void {
  const count = (test: (example: Example) => boolean) => examples.filter(test).length;
  console.log(
    `${examples.length} posts, ${count((e) => e.text.includes('{'))} of them with slots; ${count((e) => e.lang === 'es')} in Spanish`,
  );
  for (const kind of kinds) console.log(`  ${kind.padEnd(18)}${count((e) => e.report === kind)}`);
  for (const id of symptomIds) console.log(`  ${id.padEnd(18)}${count((e) => e.symptoms.includes(id))}`);
}
