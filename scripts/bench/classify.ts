// Speed of the classifier on one core, beside fastText (Debian's `fasttext`, where it is installed) and natural's Bayes, in one run: `node scripts/run.mjs bench/classify [--posts 20000] [--batch 256]`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import { loadClassifier } from '../../src/adapters/assets/load-model.ts';
import { readCorpus } from '../train/corpus.ts';
import { expand } from '../train/expand.ts';
import { createRandom, pick } from '../train/random.ts';

const { values: options } = parseArgs({
  options: { posts: { type: 'string', default: '20000' }, batch: { type: 'string', default: '256' } },
});
const count = Number(options.posts);
const batch = Number(options.batch);

const before = process.memoryUsage().rss;
const classifier = loadClassifier();
for (let round = 0; round < 100; round++) classifier.classify(Array.from({ length: batch }, (_, n) => simplePost(n)));
const taken = process.memoryUsage().rss - before;
console.log(`memory over the bare process: ${(taken / 2 ** 20).toFixed(0)} MiB`);

const random = createRandom(9);
const { examples } = readCorpus();
const texts = Array.from({ length: count }, () => textOf(120));

const mine = rate(
  'outcry',
  count,
  (from, to) => classifier.classify(texts.slice(from, to).map((text) => ({ text }))).length,
);

const fast = fastTextRate();
if (fast === null) console.log('fastText: skipped, it is not installed (apt-get install fasttext)');
else console.log(`ratio to fastText: ${(mine / fast).toFixed(2)}`);

const bayes = new BayesClassifier();
for (const example of examples.slice(0, 4000))
  if (/[a-z]/i.test(example.text)) bayes.addDocument(example.text, example.report);
bayes.train();
const theirs = rate(
  'natural, Bayes (4,000 posts)',
  300,
  (from, to) => texts.slice(from, to).filter((text) => bayes.classify(text) !== '').length,
);
console.log(`ratio to natural, Bayes: ${(mine / theirs).toFixed(0)}`);

/** fastText with subwords, trained on the corpus: the best of three predictions of the same posts; loading is taken off. */
function fastTextRate(): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'outcry-fasttext-'));
  try {
    const plain = (text: string) => text.toLowerCase().replace(/\s+/g, ' ');
    const labelled = examples.map(({ report, text }) => `__label__${report} ${plain(text)}`);
    writeFileSync(join(folder, 'train.txt'), `${labelled.join('\n')}\n`);
    writeFileSync(join(folder, 'posts.txt'), `${texts.map(plain).join('\n')}\n`);
    writeFileSync(join(folder, 'one.txt'), 'hello\n');
    const options = '-dim 48 -wordNgrams 2 -minn 3 -maxn 4 -bucket 200000 -epoch 5 -thread 1 -verbose 0';
    if (cpuSecondsOf(`fasttext supervised -input train.txt -output m ${options}`, folder) === null) return null;
    const predict = (file: string) => cpuSecondsOf(`fasttext predict m.bin ${file}`, folder)!;
    const seconds = Math.min(...[1, 2, 3].map(() => predict('posts.txt') - predict('one.txt')));
    console.log(`fastText: ${Math.round(count / seconds).toLocaleString('en')} posts/s of CPU time`);
    return count / seconds;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** CPU time that a command takes, as the shell counts it; null when it fails. */
function cpuSecondsOf(command: string, folder: string): number | null {
  const { status, stdout } = spawnSync('bash', ['-c', `${command} >/dev/null 2>&1 || exit 1; times`], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) return null;
  const children = stdout.trim().split('\n').at(-1)!;
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}

/** For the memory, which is taken before the corpus is read. */
function simplePost(n: number): { text: string } {
  return {
    text: `@walmart the app is down again, I can't check out, error 50${n % 10} since ${n} minutes and nobody answers`,
  };
}

/** Posts of about `length` characters, joined from the corpus. */
function textOf(length: number): string {
  let text = '';
  while (text.length < length) text += ` ${expand(pick(examples, random).text, ['Walmart', 'Walmart'], random)}`;
  return text.trim().slice(0, length);
}

/** Best of three runs, posts a second of this process's own CPU time, after one run to warm up. */
function rate(name: string, posts: number, run: (from: number, to: number) => number): number {
  let best = 0;
  for (let round = 0; round < 4; round++) {
    const start = process.cpuUsage();
    for (let from = 0; from < posts; from += batch) run(from, Math.min(posts, from + batch));
    const { user, system } = process.cpuUsage(start);
    if (round > 0) best = Math.max(best, (posts / (user + system)) * 1e6);
  }
  console.log(`${name}: ${Math.round(best).toLocaleString('en')} posts/s of CPU time`);
  return best;
}
