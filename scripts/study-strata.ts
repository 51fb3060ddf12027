/**
 * All strata of a brand under one budget. Run: node scripts/run.mjs study-strata [--seeds N] [--first N] [--months N] [--outages N] [--rates LIST]
 * First calm brands made here (no outage, no copies): how often the brand alarms at a budget of one false alarm a month, months in which
 * every series is judged as the program does: the whole, symptoms, surfaces, states, symptoms on surfaces and in states. An alarm within
 * four hours of the last belongs to it. The first five weeks, in which all is learned, are counted apart.
 * Then outages of one symptom on one surface in one state, at the default budget: found or not, after how many minutes, and by what.
 */
import { parseArgs } from 'node:util';
import { loadGazetteer } from '../src/adapters/assets/load-gazetteer.ts';
import { keyOf, type SeriesName } from '../src/core/detect/watch/series-key.ts';
import { createSeriesSet, mentionsId, seeMinute } from '../src/core/detect/watch/series-set.ts';
import { seededRandom } from '../src/core/stats/random.ts';
import { sampleNegativeBinomial } from '../src/core/stats/sample-negative-binomial.ts';
import { samplePoisson } from '../src/core/stats/sample-poisson.ts';
import type { BrandPack } from '../src/core/words/brand.ts';
import { symptomIds } from '../src/core/words/symptom.ts';
import { type AlarmedWatch, judgeAlarms, releaseAlarms } from '../src/pipeline/alarms.ts';
import { brandPriors } from '../src/pipeline/cycle-settings.ts';
import type { CountRow } from '../src/store/detection.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    first: { type: 'string', default: '1' },
    months: { type: 'string', default: '12' },
    outages: { type: 'string', default: '40' },
    rates: { type: 'string', default: '0.02,0.2,1,4' },
    budget: { type: 'string', default: '43200' },
  },
});
const start = 29_459_520;
const month = 43_200;
const learnedMinutes = 35 * 1_440;
const refractoryMinutes = 240;
const outageBudgetMinutes = 1_000 * 1_440;
const mentionsPerReport = 20;

const gazetteer = loadGazetteer();
const states = [...gazetteer.states.values()];
const stateTable = tableOf(states.map(({ code, population }) => [`US-${code}`, population]));
/** Some symptoms are named often and most seldom, as in packs of real brands. */
const symptomTable = tableOf(symptomIds.map((id, i) => [id, 1 / (i + 2)]));
const surfaceTable = tableOf([
  ['app', 4],
  ['web', 3],
  ['ios', 1],
  ['android', 1],
  ['store', 1],
  ['network', 0.3],
]);
/** What breaks has to do with where: every symptom is named six times as often on one of the surfaces. */
const symptomTables = new Map(
  surfaceTable.map(([surface], at) => [
    surface,
    tableOf(symptomIds.map((id, i) => [id, (i % surfaceTable.length === at ? 6 : 1) / (i + 2)])),
  ]),
);
const share = { located: 0.5, surface: 0.5, secondSymptom: 0.3 };

type Table = [id: string, upTo: number][];

function tableOf(weights: [string, number][]): Table {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let sum = 0;
  return weights.map(([id, weight]) => {
    sum += weight / total;
    return [id, sum];
  });
}

function draw(table: Table, random: () => number): string {
  const at = random();
  return (table.find(([, upTo]) => at < upTo) ?? table.at(-1)!)[0];
}

/** What a report is of. */
interface Named {
  symptoms: string[];
  surface: string | null;
  state: string | null;
}

function drawReport(random: () => number): Named {
  const surface = random() < share.surface ? draw(surfaceTable, random) : null;
  const table = surface ? symptomTables.get(surface)! : symptomTable;
  const first = draw(table, random);
  const second = random() < share.secondSymptom ? draw(table, random) : first;
  return {
    ...{ symptoms: first === second ? [first] : [first, second], surface },
    state: random() < share.located ? draw(stateTable, random) : null,
  };
}

function strataOf({ symptoms, surface, state }: Named): SeriesName[] {
  const all = '*';
  const strata: SeriesName[] = [{ symptom: all, surface: all, area: all }];
  if (surface) strata.push({ symptom: all, surface, area: all });
  if (state) strata.push({ symptom: all, surface: all, area: state });
  for (const symptom of symptoms) {
    strata.push({ symptom, surface: all, area: all });
    if (surface) strata.push({ symptom, surface, area: all });
    if (state) strata.push({ symptom, surface: all, area: state });
  }
  return strata;
}

function tally(reports: Named[], mentions: number, minute: number): CountRow[] {
  const counts = new Map<string, CountRow>();
  const add = (series: SeriesName, observed: number) => {
    const key = keyOf(series);
    const known = counts.get(key);
    if (known) known.observed += observed;
    else counts.set(key, { ...series, minute, observed });
  };
  for (const report of reports) for (const series of strataOf(report)) add(series, 1);
  if (mentions > 0) add({ symptom: mentionsId, surface: '*', area: '*' }, mentions);
  return [...counts.values()];
}

interface Brand {
  /** Reports a minute on average, and variance ÷ mean of their number. */
  rate: number;
  dispersion: number;
  seed: number;
}

/** The day and the week of a brand. */
const shapeAt = (minute: number) =>
  (1 + 0.7 * Math.sin((2 * Math.PI * minute) / 1_440)) * (Math.floor(minute / 1_440) % 7 > 4 ? 0.8 : 1.08);

interface Course {
  watch: AlarmedWatch;
  random: () => number;
  /** Sees and judges one minute. */
  pass(minute: number, budgetMinutes: number, more?: Named[]): void;
}

function courseOf({ rate, dispersion, seed }: Brand): Course {
  const random = seededRandom(seed);
  const pack = { id: 'calm', mentionsPerDay: 1_440 * rate * mentionsPerReport } as BrandPack;
  const watch: AlarmedWatch = {
    ...{ pack, live: createSeriesSet(brandPriors(gazetteer)(pack), start), alarms: new Map(), togetherMinutes: 0 },
    ...{ alarmedSince: null, quietSince: null, forgotten: [] },
  };
  return {
    watch,
    random,
    pass(minute, budgetMinutes, more = []) {
      const n = sampleNegativeBinomial(rate * shapeAt(minute), dispersion, random);
      const reports = [...Array.from({ length: n }, () => drawReport(random)), ...more];
      const mentions = reports.length + samplePoisson((mentionsPerReport - 1) * rate * shapeAt(minute), random);
      const counts = tally(reports, mentions, start + minute);
      seeMinute(watch.live, start + minute, { counts, exposure: 1 });
      judgeAlarms(watch, start + minute, { keys: counts.map(keyOf), counts, exposure: 1, budgetMinutes });
      watch.forgotten.length = 0;
    },
  };
}

function calmAlarms(brand: Brand, months: number, raisedBy: Map<string, number>): { young: number; learned: number } {
  const { watch, pass } = courseOf(brand);
  const alarms = { young: 0, learned: 0 };
  let last = Number.NEGATIVE_INFINITY;
  for (let minute = 0; minute < learnedMinutes + months * month; minute++) {
    const before = watch.alarms.size;
    pass(minute, Number(values.budget));
    if (before === 0 && watch.alarms.size > 0 && minute - last >= refractoryMinutes) {
      last = minute;
      alarms[minute < learnedMinutes ? 'young' : 'learned'] += 1;
      const kind = kindOf(watch.alarms.values().next().value!);
      const age = minute < learnedMinutes ? 'young ' : '';
      raisedBy.set(`${age}${kind}`, (raisedBy.get(`${age}${kind}`) ?? 0) + 1);
    }
    if (watch.alarms.size > 0) releaseAlarms(watch, start + minute, Number(values.budget));
  }
  return alarms;
}

function kindOf({ symptom, surface, area }: SeriesName): string {
  if (symptom === '*') return area !== '*' ? 'state' : surface !== '*' ? 'surface' : 'whole';
  return area !== '*' ? 'symptom in a state' : surface !== '*' ? 'symptom on a surface' : 'symptom';
}

function printCalm(months: number): void {
  console.log(
    `Alarms of a calm brand a month at a budget of one in ${values.budget} minutes (${months} months each, after five weeks):`,
  );
  const raisedBy = new Map<string, number>();
  let all = 0;
  let brands = 0;
  for (const rate of values.rates.split(',').map(Number))
    for (const dispersion of [1, 1.5]) {
      const told: string[] = [];
      let sum = 0;
      for (let seed = Number(values.first); seed < Number(values.first) + Number(values.seeds); seed++) {
        const alarms = calmAlarms({ rate, dispersion, seed: 1_000 * seed + brands }, months, raisedBy);
        told.push(`${(alarms.learned / months).toFixed(2)} (first five weeks ${alarms.young})`);
        sum += alarms.learned / months / Number(values.seeds);
      }
      all += sum;
      brands += 1;
      console.log(
        `  ${String(rate).padStart(4)} a minute, dispersion ${dispersion}: ${sum.toFixed(2)}; ${told.join(', ')}`,
      );
    }
  const kinds = [...raisedBy].sort((a, b) => b[1] - a[1]).map(([kind, n]) => `${kind} ${n}`);
  console.log(`  all: ${(all / brands).toFixed(2)}; raised first by: ${kinds.join(', ')}\n`);
}

/** Reports a minute of log-ins on iPhones in Texas, on top of a brand with a report a minute. */
function printOutages(outages: number): void {
  console.log(
    `Log-ins fail on iPhones in Texas for three hours, beside one report a minute (${outages} times each, after two weeks, budget 1,000 days):`,
  );
  for (const extra of [0.1, 0.2, 0.4, 0.8, 1.6]) {
    const delays: number[] = [];
    const by = new Map<string, number>();
    const { watch, random, pass } = courseOf({ rate: 1, dispersion: 1.2, seed: 77 });
    const broken: Named = { symptoms: ['login'], surface: 'ios', state: 'US-TX' };
    let minute = 0;
    const calmUntil = (end: number) => {
      for (; minute < end; minute++) {
        pass(minute, outageBudgetMinutes);
        if (watch.alarms.size > 0) releaseAlarms(watch, start + minute, outageBudgetMinutes);
      }
    };
    calmUntil(14 * 1_440);
    for (let i = 0; i < outages; i++) {
      calmUntil(minute + 1_440 + Math.floor(1_440 * random()));
      const from = minute;
      let found = false;
      for (; minute < from + 180; minute++) {
        pass(
          minute,
          outageBudgetMinutes,
          Array.from({ length: samplePoisson(extra, random) }, () => broken),
        );
        if (!found && watch.alarms.size > 0) {
          found = true;
          delays.push(minute - from + 1);
          const kind = kindOf(watch.alarms.values().next().value!);
          by.set(kind, (by.get(kind) ?? 0) + 1);
        }
        if (watch.alarms.size > 0) releaseAlarms(watch, start + minute, outageBudgetMinutes);
      }
    }
    delays.sort((a, b) => a - b);
    const median = delays[Math.floor((delays.length - 1) / 2)];
    console.log(
      `  ${extra} a minute: found ${delays.length} of ${outages}, median delay ${median ?? '–'} min; by ${[...by].map(([kind, n]) => `${kind} ${n}`).join(', ')}`,
    );
  }
}

printCalm(Number(values.months));
printOutages(Number(values.outages));
