import { type Kind, kinds } from '../../src/core/words/report.ts';
import { createRandom } from '../train/random.ts';

/** A labelled post and what a classifier said of it. */
export interface Judged {
  truth: { report: Kind; symptoms: readonly string[] };
  told: { report: Kind; symptoms: readonly string[]; scores: Record<Kind, number> | null };
}

/** A figure with its 95 % interval. */
export interface Figure {
  value: number;
  low: number;
  high: number;
}

export interface Metrics {
  posts: number;
  current: { precision: Figure; recall: Figure; f1: Figure };
  perKind: Record<Kind, { precision: number; recall: number; f1: number; posts: number }>;
  macroF1: Figure;
  symptomMicroF1: Figure;
  perSymptom: Record<string, { precision: number; recall: number; f1: number; posts: number }>;
  /** Share of posts without any report that are called current. */
  falsePositives: Figure;
  /** Expected calibration error of P(current) in ten equal-width bins (Naeini et al. 2015), null for classifiers without probabilities. */
  calibrationError: number | null;
  reliability: { from: number; posts: number; said: number; found: number }[];
}

interface Tally {
  hit: number;
  wrong: number;
  missed: number;
}

const rounds = 400;

export function measure(rows: Judged[]): Metrics {
  const kindTally = (part: Judged[], kind: Kind) =>
    tally(part, (row) => [row.told.report === kind, row.truth.report === kind]);
  const figure = (of: (part: Judged[]) => number) => bootstrap(rows, of);
  const symptomIds = [...new Set(rows.flatMap((row) => row.truth.symptoms))].sort();
  return {
    posts: rows.length,
    current: {
      precision: figure((part) => precision(kindTally(part, 'current'))),
      recall: figure((part) => recall(kindTally(part, 'current'))),
      f1: figure((part) => f1(kindTally(part, 'current'))),
    },
    perKind: Object.fromEntries(kinds.map((kind) => [kind, summary(kindTally(rows, kind))])) as Metrics['perKind'],
    macroF1: figure((part) => kinds.reduce((sum, kind) => sum + f1(kindTally(part, kind)), 0) / kinds.length),
    symptomMicroF1: figure((part) => f1(symptomTally(part))),
    perSymptom: Object.fromEntries(
      symptomIds.map((id) => [
        id,
        summary(tally(rows, (row) => [row.told.symptoms.includes(id), row.truth.symptoms.includes(id)])),
      ]),
    ),
    falsePositives: figure(falsePositiveShare),
    ...calibration(rows),
  };
}

function tally(rows: Judged[], of: (row: Judged) => [told: boolean, truth: boolean]): Tally {
  const out = { hit: 0, wrong: 0, missed: 0 };
  for (const row of rows) {
    const [told, truth] = of(row);
    if (told && truth) out.hit++;
    else if (told) out.wrong++;
    else if (truth) out.missed++;
  }
  return out;
}

function symptomTally(rows: Judged[]): Tally {
  const out = { hit: 0, wrong: 0, missed: 0 };
  for (const { told, truth } of rows) {
    const hits = told.symptoms.filter((id) => truth.symptoms.includes(id)).length;
    out.hit += hits;
    out.wrong += told.symptoms.length - hits;
    out.missed += truth.symptoms.length - hits;
  }
  return out;
}

function falsePositiveShare(rows: Judged[]): number {
  const quiet = rows.filter((row) => row.truth.report === 'none');
  return quiet.filter((row) => row.told.report === 'current').length / (quiet.length || 1);
}

const precision = ({ hit, wrong }: Tally) => hit / (hit + wrong || 1);
const recall = ({ hit, missed }: Tally) => hit / (hit + missed || 1);
const f1 = ({ hit, wrong, missed }: Tally) => (2 * hit) / (2 * hit + wrong + missed || 1);
const summary = (found: Tally) => ({
  precision: round(precision(found)),
  recall: round(recall(found)),
  f1: round(f1(found)),
  posts: found.hit + found.missed,
});

/** Percentile bootstrap over posts (Efron 1979), seed 1. */
function bootstrap(rows: Judged[], of: (part: Judged[]) => number): Figure {
  const random = createRandom(1);
  const found = Array.from({ length: rounds }, () => of(rows.map(() => rows[Math.floor(random() * rows.length)]!)));
  found.sort((a, b) => a - b);
  return {
    value: round(of(rows)),
    low: round(found[Math.floor(rounds * 0.025)]!),
    high: round(found[Math.ceil(rounds * 0.975) - 1]!),
  };
}

function calibration(rows: Judged[]): Pick<Metrics, 'calibrationError' | 'reliability'> {
  const scored = rows.flatMap((row) =>
    row.told.scores === null ? [] : [{ p: row.told.scores.current, hit: row.truth.report === 'current' ? 1 : 0 }],
  );
  if (scored.length === 0) return { calibrationError: null, reliability: [] };
  let error = 0;
  const reliability = Array.from({ length: 10 }, (_, bin) => {
    const inside = scored.filter(({ p }) => Math.min(9, Math.floor(p * 10)) === bin);
    const said = inside.reduce((sum, { p }) => sum + p, 0) / (inside.length || 1);
    const found = inside.reduce((sum, { hit }) => sum + hit, 0) / (inside.length || 1);
    error += (inside.length / scored.length) * Math.abs(said - found);
    return { from: bin / 10, posts: inside.length, said: round(said), found: round(found) };
  });
  return { calibrationError: round(error), reliability };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
