// Speed of the classifier on one core, beside natural's Bayes: `node scripts/run.mjs bench/classify [--posts 20000] [--batch 256]`.
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
const random = createRandom(9);
const { examples } = readCorpus();
const texts = Array.from({ length: count }, () => textOf(120));

const before = process.memoryUsage().rss;
const classifier = loadClassifier();
const mine = rate(
  'outcry',
  count,
  (from, to) => classifier.classify(texts.slice(from, to).map((text) => ({ text }))).length,
);
console.log(`memory over the bare process: ${((process.memoryUsage().rss - before) / 2 ** 20).toFixed(0)} MiB`);

const bayes = new BayesClassifier();
for (const example of examples.slice(0, 4000))
  if (/[a-z]/i.test(example.text)) bayes.addDocument(example.text, example.report);
bayes.train();
const theirs = rate(
  'natural, Bayes (4,000 posts)',
  300,
  (from, to) => texts.slice(from, to).filter((text) => bayes.classify(text) !== '').length,
);
console.log(`ratio: ${(mine / theirs).toFixed(0)}`);

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
