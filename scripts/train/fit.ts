import { createFeatureReader, type FeatureShape } from '../../src/core/classify/features.ts';
import type { Lexicon } from '../../src/core/classify/lexicon.ts';
import { brandShape, maskNames } from '../../src/core/classify/mask.ts';
import { cleanText } from '../../src/core/text/normalize.ts';
import { createTokens, tokenize } from '../../src/core/text/tokenize.ts';
import { type Bag, type Bagful, createBag, sumBag, updateBag } from './bag.ts';
import type { Example } from './corpus.ts';
import { withoutFault } from './counterfactual.ts';
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
  /** Features of fewer texts than this get no weight. */
  minCount: number;
  /** Share of current reports that are shown without their fault words, as none. */
  counterfactuals: number;
  seed: number;
}

/** What a network is made from besides examples. */
export interface Material {
  lexicon: Lexicon;
  faults: RegExp;
}

export interface Network {
  /** Hash rows that carry weight, in rising order: the n-th is row n of the bag. */
  known: Int32Array;
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
export function trainNetwork(
  examples: Example[],
  material: Material,
  settings: FitSettings,
  log: (line: string) => void,
): Network {
  const random = createRandom(settings.seed);
  const read = createReader(material.lexicon, settings.features);
  const head = createHead({ ...settings, outputs: outputCount, learningRate: settings.headRate });
  const fillers = examples.filter(
    (example) => example.report === 'none' && !example.fromBrand && example.text.length < 160,
  );
  const order = examples.flatMap((example) => Array.from({ length: copiesOf(example) }, () => example));
  const known = knownRows(examples, read, settings);
  const gather = createGather(known, settings.features);
  const bag = createBag(known.length, settings.dim);
  const vary = (example: Example) => {
    if (example.report !== 'current' || random() >= settings.counterfactuals) return example;
    return withoutFault(example, material.faults) ?? example;
  };
  const sum = new Float32Array(settings.batch * settings.dim);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, random);
    const rate = settings.bagRate * (1 - epoch / settings.epochs);
    let loss = 0;
    for (let at = 0; at + settings.batch <= order.length; at += settings.batch) {
      const part = order.slice(at, at + settings.batch).map((example) => vary(widen(example, fillers, random)));
      const batch = part.map((example) => drop(gather(read(example)), settings.dropout, random));
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
  return { known, bag, head };
}

/** A text with slots stands for many: it is shown more often in each epoch. */
function copiesOf(example: Example): number {
  return 1 + Math.min(4, Math.floor((example.text.split('{').length - 1) / 2) * 2);
}

/** Rows that at least `minCount` texts use: what only one text has can't be learned from, only learned by heart. */
function knownRows(examples: Example[], read: Read, { features, minCount }: FitSettings): Int32Array {
  const counts = new Uint8Array(2 ** features.tableBits);
  for (const example of examples)
    for (const row of new Set(read(example)))
      if (counts[row]! < 255) counts[row]! += copiesOf(example) > 1 ? minCount : 1;
  const known: number[] = [];
  for (let row = 0; row < counts.length; row++) if (counts[row]! >= minCount) known.push(row);
  return Int32Array.from(known);
}

/** From hash rows to rows of the bag. Unknown features carry no weight, but count in √n, as they do in the product. */
function createGather(known: Int32Array, { tableBits }: FeatureShape): (rows: Int32Array) => Bagful {
  const placeOf = new Int32Array(2 ** tableBits).fill(-1);
  for (let place = 0; place < known.length; place++) placeOf[known[place]!] = place;
  return (rows) => ({
    rows: rows.map((row) => placeOf[row]!).filter((place) => place >= 0),
    scale: 1 / Math.sqrt(rows.length),
  });
}

/** Leaves out a share of the features and makes up for it (Srivastava et al. 2014). */
function drop({ rows, scale }: Bagful, share: number, random: () => number): Bagful {
  return { rows: rows.filter(() => random() >= share), scale: scale / (1 - share) };
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
  features: FeatureShape,
): Float32Array {
  const { bag, head } = network;
  const gather = createGather(network.known, features);
  const out = new Float32Array(examples.length * outputCount);
  for (let at = 0; at < examples.length; at += 256) {
    const part = examples.slice(at, at + 256).map((example) => gather(read(example)));
    const sum = new Float32Array(part.length * bag.dim);
    sumBag(bag, part, sum);
    out.set(head.forward(sum), at * outputCount);
  }
  return out;
}
