// Fits the model for places in running text on data/places and writes models/places@<version>/ with its card:
// `node scripts/run.mjs train-places [--version 1] [--precision 0.9] [--errors]`. The same posts give the same bytes.
// The threshold is the lowest from which the answers to hands that were left out (five folds) have the wanted precision.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { featureBits } from '../src/core/geo/feature-index.ts';
import { readGazetteer } from '../src/core/geo/read-gazetteer.ts';
import { fitWeights } from './places/fit-weights.ts';
import type { Judged } from './places/judged.ts';
import { readLabeledPosts } from './places/labeled-posts.ts';
import { leftOutTable, placesCard } from './places/places-card.ts';
import { likeliestOf, type TextExample, textExample } from './places/text-examples.ts';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    version: { type: 'string', default: '1' },
    precision: { type: 'string', default: '0.9' },
    errors: { type: 'boolean', default: false },
    penalty: { type: 'string', default: '0.003' },
    dropout: { type: 'string', default: '0.6' },
    epochs: { type: 'string', default: '48' },
  },
});
const settings = {
  epochs: Number(options.epochs),
  rate: 0.1,
  penalty: Number(options.penalty),
  dropout: Number(options.dropout),
  seed: 7,
};
const folds = 5;

// Without weights: those at hand may be of other features.
const gazetteer = readGazetteer(readFileSync(join(root, 'data/gazetteer/packed.bin')), {
  weights: new Float32Array(0),
  threshold: 1,
});
const folder = join(root, 'data/places');
const hands = readdirSync(folder)
  .filter((name) => name.endsWith('.tsv'))
  .sort()
  .map((name) => readLabeledPosts(join(folder, name)).map((post) => textExample(gazetteer, post)));

function weightsOf(examples: readonly TextExample[]): Float32Array {
  return fitWeights(
    examples.filter(({ own }) => own.length > 0),
    settings,
  );
}

/** Every post judged by a model that saw nothing of its hand. */
function judgeLeftOut(): Judged[] {
  return Array.from({ length: folds }, (_, fold) => {
    const isOut = (_hand: unknown, i: number): boolean => i % folds === fold;
    const weights = weightsOf(hands.filter((hand, i) => !isOut(hand, i)).flat());
    return hands
      .filter(isOut)
      .flat()
      .map((example) => {
        const likeliest = likeliestOf({ weights, threshold: 0 }, example);
        return { example, state: likeliest?.state ?? null, probability: likeliest?.probability ?? 0 };
      });
  }).flat();
}

function thresholdFor(judged: readonly Judged[], precision: number): number {
  const ranked = judged.filter(({ state }) => state !== null).sort((a, b) => b.probability - a.probability);
  let right = 0;
  let threshold = 1;
  for (const [i, { example, state, probability }] of ranked.entries()) {
    if (example.post.states.includes(state!)) right++;
    if (right / (i + 1) >= precision) threshold = probability;
  }
  return Math.round(threshold * 1000) / 1000;
}

function report(judged: readonly Judged[], threshold: number): void {
  console.log(leftOutTable(judged, threshold));
  if (!options.errors) return;
  for (const { example, state, probability } of judged) {
    const { post } = example;
    const right = state !== null && post.states.includes(state);
    const wrong = probability >= threshold ? !right : post.states.length > 0;
    if (wrong)
      console.log(
        `${probability >= threshold ? 'WRONG' : 'MISSED'} ${probability.toFixed(2)} ${post.file} ${post.states.join('/') || '-'} ${post.elsewhere.join('/') || '-'} | ${post.text} | ${state}`,
      );
  }
}

const judged = judgeLeftOut();
const threshold = thresholdFor(judged, Number(options.precision));
report(judged, threshold);
const weights = weightsOf(hands.flat());
const step = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 32767;
const packed = new DataView(new ArrayBuffer(2 * weights.length));
for (const [i, weight] of weights.entries()) packed.setInt16(2 * i, Math.round(weight / step), true);
const out = join(root, `models/places@${options.version}`);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'weights.bin'), new Uint8Array(packed.buffer));
const manifest = { featureBits, step, threshold, posts: judged.length, hands: hands.length, settings };
writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(
  join(out, 'CARD.md'),
  placesCard(judged, {
    version: options.version,
    threshold,
    hands: hands.length,
    precision: options.precision,
    settings,
  }),
);
console.log(`${out}: ${judged.length} posts of ${hands.length} hands, threshold ${threshold}`);
