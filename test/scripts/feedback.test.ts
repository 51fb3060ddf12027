import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  compare,
  type FeedbackOptions,
  nextVersion,
  prepareFeedback,
  versionAfterNewest,
} from '../../scripts/train/feedback.ts';
import { listModels, loadClassifierFrom } from '../../src/adapters/assets/load-model.ts';
import type { Classifier } from '../../src/ports/classifier.ts';
import { keywordClassifier } from '../support/keyword-classifier.ts';

const shipped = resolve(import.meta.dirname, '../../models');
const newest = listModels(shipped).at(-1)!;
let models: string;
let lines: string[];

beforeEach(() => {
  models = mkdtempSync(join(tmpdir(), 'outcry-trial-'));
  cpSync(join(shipped, newest), join(models, 'reports@1'), { recursive: true });
  lines = [];
});
afterEach(() => rmSync(models, { recursive: true, force: true }));

const labeled = (text: string, report = 'none') => ({
  ...{ text, lang: 'en', report, surfaces: [], brand: 'Walmart', industry: 'retail' },
  symptoms: report === 'none' ? [] : ['other'],
});
const truth = {
  symptoms: [],
  brand: null,
  fromBrand: false,
  lang: 'en',
  surfaces: [],
  industry: 'retail',
  group: 'g',
  where: 'g:1',
};
const test = [
  {
    ...truth,
    report: 'current' as const,
    symptoms: ['login' as const],
    text: 'cannot log in to the walmart app since this morning, it is down',
  },
  { ...truth, report: 'none' as const, text: 'the walmart near me has very friendly people at the door' },
];

function prepare(posts: object[], changes: Partial<FeedbackOptions> = {}) {
  const file = join(models, 'feedback.ndjson');
  writeFileSync(file, posts.map((post) => `${JSON.stringify(post)}\n`).join(''));
  const log = (line: string) => void lines.push(line);
  return prepareFeedback({ file, models, test, real: 'nowhere', tolerance: 0.01, log, ...changes });
}

/** Stands in for the training: writes a model where it belongs. */
function write(
  run: { out: string; version: string },
  alter: (manifest: { judgement: { cost: number[][] } }) => void = () => {},
) {
  const folder = join(run.out, `reports@${run.version}`);
  mkdirSync(run.out, { recursive: true });
  cpSync(join(models, 'reports@1'), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  manifest.version = run.version;
  alter(manifest);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

describe('a training with feedback', () => {
  it('takes labeled posts as a hand of their own, and leaves out bad lines and what is close to a frozen post', () => {
    const { examples } = prepare([
      labeled('their sign still says open on sundays'),
      { ...labeled('x'), report: 'broken' },
      labeled('Cannot log in to the Walmart app since this morning!'),
    ]);
    expect(examples.map(({ text, where }) => [text, where])).toEqual([
      ['their sign still says open on sundays', 'feedback-1.ndjson:1'],
    ]);
    expect(lines.join('\n')).toMatch(/left out feedback-1.ndjson:2: report "broken"/);
    expect(lines).toContain('left out 1 posts that are close to one of a frozen set');
  });

  it('puts a model that is no worse in force under a version of its own', () => {
    const before = readFileSync(join(models, 'reports@1/manifest.json'));
    const run = prepare([labeled('a sign')]);
    expect(run.version).toBe('1.1');
    write(run);
    expect(listModels(models)).toEqual(['reports@1']);
    expect(run.settle()).toBe(true);
    expect(listModels(models)).toEqual(['reports@1', 'reports@1.1']);
    expect(loadClassifierFrom(join(models, 'reports@1.1')).model).toBe('reports@1.1');
    expect(readFileSync(join(models, 'reports@1/manifest.json'))).toEqual(before);
    expect(JSON.parse(readFileSync(join(models, 'reports@1.1/comparison.json'), 'utf8'))).toMatchObject({
      present: 'reports@1',
      isWorse: false,
      tolerance: 0.01,
    });
    expect(prepare([labeled('a sign')]).version).toBe('1.2');
  });

  it('leaves a worse model on trial and the present one in force', () => {
    const run = prepare([labeled('a sign')]);
    // A report that is never told: the cost of "current" is out of all proportion.
    write(run, ({ judgement }) => {
      judgement.cost[0] = [1e6, 1e6, 1e6, 1e6, 1e6];
    });
    expect(run.settle()).toBe(false);
    expect(listModels(models)).toEqual(['reports@1']);
    expect(readdirSync(join(models, 'trial'))).toEqual(['reports@1.1']);
    expect(lines.some((line) => /own test set\s+F1 of current\s+1\.000\s+0\.000\s+worse/.test(line))).toBe(true);
    expect(prepare([labeled('a sign')]).version).toBe('1.2');
    expect(existsSync(join(models, 'trial/reports@1.1/comparison.json'))).toBe(true);
  });

  it('compares on real posts where they lie, the sure ones', () => {
    const real = join(models, 'real.jsonl');
    const post = { text: 'walmart is down', brand: 'Walmart', report: 'current', symptoms: ['site_down'] };
    writeFileSync(
      real,
      [
        { ...post, certainty: 3 },
        { ...post, certainty: 1 },
      ]
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );
    const run = prepare([labeled('a sign')], { real });
    write(run);
    run.settle();
    expect(lines.filter((line) => line.startsWith('real posts'))).toHaveLength(5);
  });

  it('says what is missing', () => {
    expect(() => prepare([], { file: join(models, 'none.ndjson') })).toThrow(/outcry feedback export/);
    expect(() => prepare([labeled('a')], { models: join(models, 'empty') })).toThrow(/train one without feedback/);
  });
});

describe('the tolerance', () => {
  const posts = Array.from({ length: 100 }, (_, i) => ({
    ...truth,
    report: 'current' as const,
    symptoms: ['other'],
    text: `app down ${i}`,
  }));
  /** Misses the first `n` posts. */
  const missing = (n: number): Classifier => ({
    model: 'test@1',
    classify: (inputs) =>
      keywordClassifier.classify(inputs.map((one, i) => (i < n ? { ...one, text: '' } : one))).map((one) => ({
        ...one,
        symptoms: [{ id: 'other' as const, p: 1 }],
      })),
  });
  it('is the loss up to which a figure isn’t called worse', () => {
    const sets = [{ name: 'set', posts }];
    const models = { present: missing(0), trial: missing(2) };
    expect(compare(sets, models, 0.03).isWorse).toBe(false);
    const { rows } = compare(sets, models, 0.005);
    expect(rows.filter(({ isWorse }) => isWorse).map(({ figure }) => figure)).toContain('F1 of current');
    expect(compare(sets, { present: models.trial, trial: models.present }, 0).isWorse).toBe(false);
  });
});

describe('versionAfterNewest', () => {
  it.each([
    [['reports@3'], '4'],
    [['reports@9', 'reports@10.2'], '11'],
    [['other@7'], '1'],
    [[], '1'],
  ])('after %j is %s: the newest is in force, so a training must come after it', (names, next) =>
    expect(versionAfterNewest(names)).toBe(next),
  );

  it('is after the shipped model', () => {
    expect(listModels(shipped)).not.toContain(`reports@${versionAfterNewest(listModels(shipped))}`);
  });
});

describe('nextVersion', () => {
  it.each([
    ['reports@1', ['reports@1'], '1.1'],
    ['reports@1.1', ['reports@1', 'reports@1.1'], '1.2'],
    ['reports@1.9', ['reports@1.10', 'reports@1.11'], '1.12'],
    ['reports@2', ['reports@1', 'reports@1.4', 'reports@2'], '2.1'],
  ])('after %s with %j is %s', (present, taken, next) => expect(nextVersion(present, taken)).toBe(next));
});
