import { createFeatureReader, type FeatureShape } from '../../src/core/classify/features.ts';
import type { Lexicon } from '../../src/core/classify/lexicon.ts';
import { brandShape, maskNames } from '../../src/core/classify/mask.ts';
import { cleanText } from '../../src/core/text/normalize.ts';
import { createTokens, tokenize } from '../../src/core/text/tokenize.ts';
import { type Bag, createBag, sumBag, updateBag } from './bag.ts';
import type { Example } from './corpus.ts';
import { expand } from './expand.ts';
import { createHead, type Head } from './head.ts';
import { createRandom, shuffle } from './random.ts';
import { type LossShape, lossDelta, outputCount, type Target, targetOf } from './targets.ts';
import { widen } from './widen.ts';

export interface FitSettings {
  features: FeatureShape;
  loss: LossShape;
  dim: number;
  hidden: number;
  batch: number;
  epochs: number;
  headRate: number;
  bagRate: number;
  decay: number;
  /** Share of features left out of each text in training. */
  dropout: number;
  seed: number;
}

export interface Network {
  bag: Bag;
  head: Head;
}

type Read = (example: Pick<Example, 'text' | 'brand' | 'fromBrand'>) => Int32Array;

/** Rows of features of one example, read exactly as the product reads them. */
export function createReader(lexicon: Lexicon, shape: FeatureShape): Read {
  const reader = createFeatureReader(lexicon, shape);
  const tokens = createTokens();
  const rows = new Int32Array(4096);
  return ({ text, brand, fromBrand }) => {
    tokenize(cleanText(expand(text, ['Walmart', 'Walmart'])), tokens);
    maskNames(tokens, brand === null ? null : brandShape(brand));
    return rows.slice(0, reader.read(tokens, fromBrand, rows));
  };
}

/** Trains on a fresh widening of the examples in every epoch. Same seed, same corpus: same weights on the same machine. */
export function fit(
  examples: Example[],
  lexicon: Lexicon,
  settings: FitSettings,
  log: (line: string) => void,
): Network {
  const random = createRandom(settings.seed);
  const read = createReader(lexicon, settings.features);
  const bag = createBag(2 ** settings.features.tableBits, settings.dim);
  const head = createHead({ ...settings, outputs: outputCount, learningRate: settings.headRate });
  const fillers = examples.filter(
    (example) => example.report === 'none' && !example.fromBrand && example.text.length < 160,
  );
  const order = examples.flatMap((example) => Array.from({ length: copiesOf(example) }, () => example));
  const sum = new Float32Array(settings.batch * settings.dim);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, random);
    const rate = settings.bagRate * (1 - epoch / settings.epochs);
    let loss = 0;
    for (let at = 0; at + settings.batch <= order.length; at += settings.batch) {
      const part = order
        .slice(at, at + settings.batch)
        .map((example) => widen(example, fillers, random));
      const batch = part.map((example) => drop(read(example), settings.dropout, random));
      const targets = part.map((example) => targetOf(example, 1));
      sumBag(bag, batch, sum);
      const gradient = head.step(sum, (logits) => {
        loss += kindLoss(logits, targets);
        return lossDelta(logits, targets, settings.loss);
      });
      updateBag(bag, batch, gradient, rate);
    }
    log(
      `epoch ${epoch + 1} of ${settings.epochs}: loss ${(loss / Math.max(1, Math.floor(order.length / settings.batch))).toFixed(4)}`,
    );
  }
  return { bag, head };
}

/** A text with slots stands for many: it is shown more often in each epoch. */
function copiesOf(example: Example): number {
  return 1 + Math.min(4, Math.floor((example.text.split('{').length - 1) / 2) * 2);
}

function drop(rows: Int32Array, share: number, random: () => number): Int32Array {
  return share === 0 ? rows : rows.filter((row) => row === 0 || random() >= share);
}

function kindLoss(logits: Float32Array, targets: Target[]): number {
  let loss = 0;
  for (const [b, target] of targets.entries()) {
    let total = 0;
    for (let k = 0; k < 5; k++) total += Math.exp(logits[b * outputCount + k]!);
    loss += Math.log(total) - logits[b * outputCount + target.kind]!;
  }
  return loss / targets.length;
}

/** Logits of examples in order, `outputCount` each. */
export function predict(
  network: Network,
  examples: Pick<Example, 'text' | 'brand' | 'fromBrand'>[],
  read: Read,
): Float32Array {
  const { bag, head } = network;
  const out = new Float32Array(examples.length * outputCount);
  for (let at = 0; at < examples.length; at += 256) {
    const part = examples.slice(at, at + 256).map(read);
    const sum = new Float32Array(part.length * bag.dim);
    sumBag(bag, part, sum);
    out.set(head.forward(sum), at * outputCount);
  }
  return out;
}
