// Prints every figure of the model card and, where the real posts are at hand, writes CARD.md and metrics.json beside the weights: `node scripts/run.mjs evaluate-classify [--model NAME@VERSION] [--real FILE] [--errors 50] [--no-peers]`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listModels, loadClassifier } from '../src/adapters/assets/load-model.ts';
import { type Kind, kinds } from '../src/core/words/report.ts';
import { cardOf, type Report } from './evaluate/card.ts';
import { type Judged, measure } from './evaluate/classify-metrics.ts';
import { type Peer, trainPeers } from './evaluate/peers.ts';
import { type Example, readCorpus, strangersFolder } from './train/corpus.ts';
import { expand } from './train/expand.ts';
import { createRandom } from './train/random.ts';
import { splitTest } from './train/split.ts';

interface Labelled {
  /** File and line, of own posts. */
  where?: string;
  text: string;
  brand: string | null;
  fromBrand: boolean;
  report: Kind;
  symptoms: string[];
  lang: string;
  industry: string;
  certainty: number;
}

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    real: { type: 'string', default: resolve(root, '../shared/bench/classify/real-dev.jsonl') },
    errors: { type: 'string', default: '50' },
    'no-peers': { type: 'boolean', default: false },
  },
});

const name = options.model ?? listModels().at(-1)!;
const folder = resolve(root, 'models', name);
const classifier = loadClassifier(name);
const { examples } = readCorpus();
const { train, test } = splitTest(examples);
const own = filled(test);
const unread = filled(readCorpus(strangersFolder).examples);
const isEveryday = ({ where }: Labelled) => where?.startsWith('p-everyday') ?? false;
const isPublic = ({ where }: Labelled) => where?.includes('-public-') ?? false;
const strangers = unread.filter((post) => !isEveryday(post) && !isPublic(post));
const publicLike = unread.filter(isPublic);
const everyday = unread.filter(isEveryday);
const real = existsSync(options.real) ? readReal(options.real) : [];
if (real.length === 0)
  console.error(`no real set at ${options.real}: figures on own text alone, and CARD.md stays as it is`);

const sets = [
  { name: 'real posts', rows: judge(real) },
  { name: 'real posts, certainty ≥ 2', rows: judge(real.filter((post) => post.certainty >= 2)) },
  { name: 'public-style test set', rows: judge(publicLike) },
  { name: 'out-of-style test set', rows: judge(strangers) },
  { name: 'own test set', rows: judge(own) },
].filter(({ rows }) => rows.length > 0);
const report: Report = {
  manifest: JSON.parse(readFileSync(resolve(folder, 'manifest.json'), 'utf8')),
  corpus: {
    posts: examples.length,
    perKind: count(examples, (e) => e.report),
    perLanguage: count(examples, (e) => e.lang),
  },
  sets: sets.map(({ name: set, rows }) => ({ name: set, metrics: measure(rows) })),
  everyday: { posts: everyday.length, falsePositives: measure(judge(everyday)).falsePositives },
  slices: slicesOf(),
  peers: options['no-peers'] ? [] : trainPeers(train).flatMap(comparePeer),
};
// Without the real posts the card would lose the figures that count.
if (real.length > 0) {
  writeFileSync(resolve(folder, 'metrics.json'), `${JSON.stringify({ ...report, manifest: undefined }, null, 2)}\n`);
  writeFileSync(resolve(folder, 'CARD.md'), cardOf(report));
}
console.log(cardOf(report));
printErrors(Number(options.errors));

/** Slots filled in, always alike. */
function filled(posts: Example[]): Labelled[] {
  const random = createRandom(5);
  return posts.map((post) => ({ ...post, text: expand(post.text, ['Walmart', 'Walmart'], random), certainty: 3 }));
}

function readReal(file: string): Labelled[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({ fromBrand: false, industry: 'real', ...JSON.parse(line) }) as Labelled);
}

function judge(posts: Labelled[]): Judged[] {
  const verdicts = classifier.classify(
    posts.map(({ text, brand, fromBrand }) => ({ text, brand: brand ?? undefined, fromBrand })),
  );
  return posts.map((truth, i) => {
    const { kind, symptoms, scores } = verdicts[i]!;
    return { truth, told: { report: kind, symptoms: symptoms.map(({ id }) => id), scores } };
  });
}

function comparePeer(peer: Peer): Report['peers'] {
  const tell = (posts: Labelled[]): Judged[] =>
    posts.map((truth) => ({ truth, told: { ...peer.tell(truth.text), scores: null } }));
  const on = [
    { set: 'real posts', posts: real },
    { set: 'public-style test set', posts: publicLike },
    { set: 'own test set', posts: own },
  ].filter(({ posts }) => posts.length > 0);
  return on.map(({ set, posts }) => ({ name: peer.name, set, metrics: measure(tell(posts)) }));
}

function slicesOf(): Report['slices'] {
  const all: [string, Labelled[]][] = [
    ['real posts', real],
    ['public-style test set', publicLike],
    ['out-of-style test set', strangers],
    ['own test set', own],
  ];
  const cuts: [string, (post: Labelled) => string][] = [
    ['language', (post) => post.lang],
    ['length', (post) => (post.text.length < 60 ? 'below 60' : post.text.length < 140 ? '60–139' : '140 and more')],
    ['brand', (post) => (post.brand === null ? 'not named' : 'named')],
    ['industry', (post) => post.industry],
  ];
  return all.flatMap(([set, posts]) =>
    cuts.flatMap(([cut, keyOf]) =>
      Object.entries(count(posts, keyOf))
        .filter(([key, n]) => n >= 20 && key !== 'real')
        .map(([key, n]) => {
          const metrics = measure(judge(posts.filter((post) => keyOf(post) === key)));
          return {
            name: `${set}, ${cut}: ${key}`,
            posts: n,
            f1Current: metrics.current.f1.value,
            macroF1: metrics.macroF1.value,
            falsePositives: metrics.falsePositives.value,
          };
        }),
    ),
  );
}

/** To standard error only: posts of evaluation sets may be read, not kept. */
function printErrors(limit: number): void {
  const wrong = sets[0]!.rows.filter((row) => row.told.report !== row.truth.report);
  wrong.sort((a, b) => b.told.scores![b.told.report] - a.told.scores![a.told.report]);
  for (const { truth, told } of wrong.slice(0, limit)) {
    console.error(
      `${truth.report} told ${told.report} (${told.scores![told.report].toFixed(2)}): ${(truth as Labelled).text.replace(/\s+/g, ' ').slice(0, 160)}`,
    );
  }
  console.error(`${wrong.length} of ${sets[0]!.rows.length} wrong; kinds: ${kinds.join(', ')}`);
}

function count<T>(items: T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}
