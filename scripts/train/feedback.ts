import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultModelName, listModels, loadClassifierFrom } from '../../src/adapters/assets/load-model.ts';
import type { Kind } from '../../src/core/words/report.ts';
import type { Classifier } from '../../src/ports/classifier.ts';
import { type Judged, measure } from '../evaluate/classify-metrics.ts';
import { type Example, readCorpus } from './corpus.ts';
import { expand } from './expand.ts';
import { findNearCopies } from './near-copies.ts';
import { createRandom } from './random.ts';

export interface FeedbackOptions {
  /** NDJSON in the corpus' form, as `outcry feedback export` writes it. */
  file: string;
  /** Folder of the models. */
  models: string;
  /** The own frozen test set. */
  test: Example[];
  /** File of labeled real posts; compared on where it exists, never trained on. */
  real: string;
  /** By how much a figure may be worse than the present model's. */
  tolerance: number;
  log: (line: string) => void;
}

/** A training with people's labels beside the corpus. */
export interface FeedbackRun {
  examples: Example[];
  /** Of the new model: it follows the present one, and no shipped version can ever have it. */
  version: string;
  /** Folder that the new model is written to: nobody reads models from there. */
  out: string;
  /** Compares the written model with the present one and puts it in force if it isn't worse. False: it stays where it was written. */
  settle(): boolean;
}

interface Post {
  text: string;
  brand: string | null;
  fromBrand: boolean;
  report: Kind;
  symptoms: string[];
}

interface FrozenSet {
  name: string;
  posts: Post[];
}

/** Folder beside the models where what isn't in force (yet) lies. */
const trialFolder = 'trial';

export function prepareFeedback(options: FeedbackOptions): FeedbackRun {
  const { models, log } = options;
  const sets = frozenSets(options);
  const examples = readFeedback(options, sets);
  const present = newestModel(models);
  const out = resolve(models, trialFolder);
  const version = nextVersion(present, [...listModels(models), ...listModels(out)]);
  const name = `${defaultModelName}@${version}`;
  log(`${examples.length} labeled posts join the training of ${name}; ${present} is the present model`);
  const settle = () => {
    const both = { present: loadClassifierFrom(join(models, present)), trial: loadClassifierFrom(join(out, name)) };
    const comparison = compare(sets, both, options.tolerance);
    writeFileSync(join(out, name, 'comparison.json'), `${JSON.stringify({ present, ...comparison }, null, 2)}\n`);
    for (const line of comparisonLines(comparison, { present, trial: name })) log(line);
    if (comparison.isWorse) {
      log(
        `${name} is worse beyond ${options.tolerance}: ${present} stays in force; the trial lies in ${join(out, name)}`,
      );
      return false;
    }
    renameSync(join(out, name), join(models, name));
    log(`${name} is in force from the next start on; outcry reclassify judges stored posts anew`);
    return true;
  };
  return { examples, version, out, settle };
}

function newestModel(models: string): string {
  const present = listModels(models).findLast((name) => name.startsWith(`${defaultModelName}@`));
  if (present === undefined)
    throw new Error(`There is no model in ${models} to compare with: train one without feedback first.`);
  return present;
}

/** A model trained on the corpus alone: `reports@3` and `reports@3.2` are followed by 4, none by 1. */
export function versionAfterNewest(names: string[]): string {
  const ofOurs = names.filter((name) => name.startsWith(`${defaultModelName}@`));
  const majors = ofOurs.map((name) => Number.parseInt(name.slice(name.indexOf('@') + 1), 10)).filter(Number.isFinite);
  return String(Math.max(0, ...majors) + 1);
}

/** `reports@1` is followed by 1.1, 1.1 by 1.2: the first that nothing has yet. */
export function nextVersion(present: string, taken: string[]): string {
  const [major, minor = '0'] = present.slice(present.indexOf('@') + 1).split('.') as [string, string?];
  for (let n = Number(minor) + 1; ; n++) {
    const version = `${major}.${n}`;
    if (!taken.includes(`${defaultModelName}@${version}`)) return version;
  }
}

/** Bad lines, and posts too close to one of a frozen set, are told and left out. */
function readFeedback({ file, log }: FeedbackOptions, sets: FrozenSet[]): Example[] {
  if (!existsSync(file))
    throw new Error(`There is no file ${file}: write it with "outcry feedback export --out ${file}".`);
  const folder = mkdtempSync(join(tmpdir(), 'outcry-feedback-'));
  try {
    // The corpus names a text's hand by its file: labeled posts are a hand of their own.
    copyFileSync(file, join(folder, 'feedback-1.ndjson'));
    const { examples, faults } = readCorpus(folder);
    for (const { where, message } of faults) log(`left out ${where}: ${message}`);
    const near = new Set(
      findNearCopies(
        examples,
        sets.flatMap(({ posts }) => posts.map(({ text }) => text)),
      ).map(({ where }) => where),
    );
    if (near.size > 0) log(`left out ${near.size} posts that are close to one of a frozen set`);
    return examples.filter(({ where }) => !near.has(where));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function frozenSets({ test, real, log }: FeedbackOptions): FrozenSet[] {
  const random = createRandom(5);
  const own = test.map((example) => ({ ...example, text: expand(example.text, ['Walmart', 'Walmart'], random) }));
  const sets: FrozenSet[] = [{ name: 'own test set', posts: own }];
  if (existsSync(real)) sets.push({ name: 'real posts, certainty ≥ 2', posts: readReal(real) });
  else log(`no real set at ${real}: compared on own text alone`);
  return sets.filter(({ posts }) => posts.length > 0);
}

function readReal(file: string): Post[] {
  const all = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({ fromBrand: false, brand: null, ...JSON.parse(line) }) as Post & { certainty: number });
  return all.filter(({ certainty }) => certainty >= 2);
}

/** One figure of both models on one set; `better` says which way is up. */
interface Row {
  set: string;
  figure: string;
  better: 'higher' | 'lower';
  present: number;
  trial: number;
  isWorse: boolean;
}

export interface Comparison {
  tolerance: number;
  rows: Row[];
  isWorse: boolean;
}

/** Kinds and symptoms as they are told, how often everyday talk is called a report, and how true the probabilities are. */
export function compare(
  sets: FrozenSet[],
  models: { present: Classifier; trial: Classifier },
  tolerance: number,
): Comparison {
  const rows = sets.flatMap(({ name, posts }) => {
    const present = figuresOf(posts, models.present);
    const trial = figuresOf(posts, models.trial);
    return Object.entries(present).map(([figure, { value, better }]): Row => {
      const other = trial[figure]!.value;
      const loss = better === 'higher' ? value - other : other - value;
      return { set: name, figure, better, present: value, trial: other, isWorse: loss > tolerance + 1e-9 };
    });
  });
  return { tolerance, rows, isWorse: rows.some(({ isWorse }) => isWorse) };
}

function figuresOf(posts: Post[], classifier: Classifier): Record<string, { value: number; better: Row['better'] }> {
  const verdicts = classifier.classify(
    posts.map(({ text, brand, fromBrand }) => ({ text, brand: brand ?? undefined, fromBrand })),
  );
  const rows = posts.map((truth, i): Judged => {
    const { kind, symptoms, scores } = verdicts[i]!;
    return { truth, told: { report: kind, symptoms: symptoms.map(({ id }) => id), scores } };
  });
  const { current, macroF1, symptomMicroF1, falsePositives, calibrationError } = measure(rows);
  return {
    'F1 of current': { value: current.f1.value, better: 'higher' },
    'macro F1 of kinds': { value: macroF1.value, better: 'higher' },
    'micro F1 of symptoms': { value: symptomMicroF1.value, better: 'higher' },
    'none called current': { value: falsePositives.value, better: 'lower' },
    'calibration error': { value: calibrationError ?? 0, better: 'lower' },
  };
}

function comparisonLines({ rows, tolerance }: Comparison, names: { present: string; trial: string }): string[] {
  const head = `${'set'.padEnd(28)}${'figure'.padEnd(24)}${names.present.padEnd(14)}${names.trial.padEnd(14)}(tolerance ${tolerance})`;
  return [
    head,
    ...rows.map(({ set, figure, present, trial, isWorse }) =>
      `${set.padEnd(28)}${figure.padEnd(24)}${present.toFixed(3).padEnd(14)}${trial.toFixed(3).padEnd(14)}${isWorse ? 'worse' : ''}`.trimEnd(),
    ),
  ];
}
