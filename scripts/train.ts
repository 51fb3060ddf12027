// Trains the classifier on data/corpus and writes models/<name>@<version>/: `node scripts/run.mjs train [--version N] [--out FOLDER]`. Without a version
// it gets the one after the newest there, since the newest is the one in force.
// With people's labels beside the corpus, on trial against the present model: `train --with-feedback FILE [--tolerance 0.01] [--real FILE]`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listModels } from '../src/adapters/assets/load-model.ts';
import { parseLexicon } from '../src/core/classify/lexicon.ts';
import type { Manifest } from '../src/core/classify/model.ts';
import { writeWeights } from '../src/core/classify/weights.ts';
import { type Kind, kinds } from '../src/core/words/report.ts';
import { calibrate } from './train/calibrate.ts';
import { type Example, readCorpus } from './train/corpus.ts';
import { faultPhrases } from './train/counterfactual.ts';
import { joinNetworks } from './train/ensemble.ts';
import { prepareFeedback, versionAfterNewest } from './train/feedback.ts';
import { createReader, type Network, predict, trainNetwork } from './train/fit.ts';
import { prepareTensorFlow } from './train/head.ts';
import { quantize } from './train/quantize.ts';
import { createRandom } from './train/random.ts';
import { members, modelName, settings } from './train/settings.ts';
import { foldsOf, handOf, splitTest } from './train/split.ts';
import { outputCount, targetOf } from './train/targets.ts';
import { widen } from './train/widen.ts';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    version: { type: 'string' },
    out: { type: 'string', default: resolve(root, 'models') },
    'with-feedback': { type: 'string' },
    tolerance: { type: 'string', default: '0.01' },
    real: { type: 'string', default: resolve(root, '../shared/bench/classify/real-dev.jsonl') },
  },
});
const log = (line: string) => process.stderr.write(`${line}\n`);

await prepareTensorFlow();
const lexiconText = readFileSync(resolve(root, 'data/lexicon.txt'), 'utf8');
const lexicon = parseLexicon(lexiconText);
const material = { lexicon, faults: faultPhrases(lexiconText) };
const { examples, faults } = readCorpus();
for (const fault of faults.slice(0, 20)) log(`left out ${fault.where}: ${fault.message}`);
const { train, test } = splitTest(examples);
const feedback =
  options['with-feedback'] === undefined
    ? null
    : prepareFeedback({
        file: resolve(options['with-feedback']),
        models: options.out,
        tolerance: Number(options.tolerance),
        ...{ test, real: options.real, log },
      });
train.push(...(feedback?.examples ?? []));
log(`${examples.length} posts, ${train.length} to train on, ${faults.length} left out`);

const judgement = calibrate(
  outOfFold(train),
  train.map((example) => targetOf(example, 1)),
);
log(`calibrated: ${JSON.stringify(judgement)}`);
write(trainMembers(train, log));
if (feedback && !feedback.settle()) process.exitCode = 1;

/** Networks that differ in their seed alone. */
function trainMembers(examples: Example[], tell: (line: string) => void): Network[] {
  return Array.from({ length: members }, (_, n) => {
    tell(`network ${n + 1} of ${members}`);
    return trainNetwork(examples, material, { ...settings, seed: settings.seed + n }, tell);
  });
}

/** Logits for every training post from networks that have not read its hand. */
function outOfFold(all: Example[]): Float32Array {
  const logits = new Float32Array(all.length * outputCount);
  const read = createReader(lexicon, settings.features);
  const random = createRandom(settings.seed);
  for (const hands of foldsOf(all)) {
    log(`held out: ${hands.join(', ')}`);
    const others = all.filter((example) => !hands.includes(handOf(example)));
    const networks = trainMembers(others, () => {});
    const held = [...all.entries()].filter(([, example]) => hands.includes(handOf(example)));
    // Widened like the training text, so that the probabilities hold for posts with slips and padding too.
    const fillers = others.filter((other) => other.report === 'none' && !other.fromBrand);
    const posts = held.map(([, example]) => widen(example, fillers, random));
    const found = meanOf(networks.map((network) => predict(network, posts, read, settings.features)));
    for (const [n, [index]] of held.entries()) {
      logits.set(found.subarray(n * outputCount, (n + 1) * outputCount), index * outputCount);
    }
  }
  return logits;
}

function meanOf(all: Float32Array[]): Float32Array {
  return all[0]!.map((_, i) => all.reduce((sum, logits) => sum + logits[i]!, 0) / all.length);
}

function write(networks: Network[]): void {
  const { features } = settings;
  const part = { rows: 2 ** features.tableBits, hidden: settings.hidden, outputs: outputCount };
  const joined = joinNetworks(networks.map((network) => quantize(network, part)));
  const { rows, known, dim, hidden, outputs } = joined;
  const shape = { rows, known: known.length, dim, hidden, outputs };
  const prior = Object.fromEntries(kinds.map((kind) => [kind, share(kind)])) as Record<Kind, number>;
  const manifest: Manifest & { trainedOn: number; settings: typeof settings & { members: number } } = {
    name: modelName,
    version: feedback?.version ?? options.version ?? versionAfterNewest(listModels(options.out)),
    features,
    weights: shape,
    judgement,
    prior,
    trainedOn: train.length,
    settings: { ...settings, members },
  };
  const folder = resolve(feedback?.out ?? options.out, `${manifest.name}@${manifest.version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(resolve(folder, 'lexicon.txt'), lexiconText);
  writeFileSync(resolve(folder, 'weights.bin'), writeWeights(joined));
  log(`wrote ${folder}`);
}

function share(kind: Kind): number {
  return Number((train.filter((example) => example.report === kind).length / train.length).toFixed(4));
}
