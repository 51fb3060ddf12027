import { explainSmall } from '../many/explain-small.ts';
import {
  cloneSmallStrata,
  createSmallStrata,
  momentOf,
  passMinute,
  restoreSmallStrata,
  type SmallStrata,
  saveSmallStrata,
  seeSmall,
} from '../many/small-strata.ts';
import { forgetStratum, recentRate, type StratumPrior, stratumInterval, stratumRate } from '../many/stratum-bank.ts';
import { endOutage } from '../temporal/advance.ts';
import {
  advanceTo,
  cloneDetector,
  createDetector,
  type DetectorState,
  type Explanation,
  expectation,
  explain,
  recurrenceIntervalMinutes,
  restoreDetector,
  saveDetector,
  step,
} from '../temporal/detector.ts';
import { levelRate } from '../temporal/level.ts';
import { isSmall, keyOf, marginsOf, type SeriesName, seriesKey, seriesOfKey } from './series-key.ts';

/** Pseudo-symptom under which all mentions of a brand are watched: the yardstick for the share of reports. */
export const mentionsId = '~mentions';

/**
 * All series of one brand that are watched over time: the whole, each symptom, surface and state, and the mentions; and small strata, each
 * symptom on each surface and in each state.
 */
export interface SeriesSet {
  firstMinute: number;
  /** All minutes before this one have been seen. */
  nextMinute: number;
  priors: SeriesPriors;
  series: Map<string, DetectorState>;
  small: SmallStrata;
}

/** What is expected of a brand before anything is known, reports per minute. */
export interface SeriesPriors {
  mentionsPerMinute: number;
  /** Usual share of mentions that are current reports, and of these that name a given symptom, and a given surface. */
  reportShare: number;
  symptomShare: number;
  surfaceShare: number;
  /** By area id (`US-TX`): share of the population. */
  areaShares: Record<string, number>;
}

export interface SeriesCount extends SeriesName {
  observed: number;
}

/** Minutes of pseudo-observation behind a prior: an hour, so that the first day of data outweighs it. */
const priorStrengthMinutes = 60;
const smallestAreaShare = 0.002;
const locatedShare = 0.4;
/** Shaped minutes, and reports, that the belief in a small stratum's rate weighs at most: a day, and so few that a day teaches better. */
const smallStrengthMinutes = 1_440;
const smallStrengthReports = 3;

export function createSeriesSet(priors: SeriesPriors, firstMinute: number): SeriesSet {
  const small = createSmallStrata(firstMinute);
  const set: SeriesSet = { firstMinute, nextMinute: firstMinute, priors, series: new Map(), small };
  for (const symptom of [mentionsId, '*']) seriesOf(set, seriesKey(symptom, '*'));
  return set;
}

/**
 * Sees one minute: `counts` are the series with reports, all others had none. Series without arrivals are brought up to
 * date only when they are asked for, unless the minute was only partly observed (`exposure` ≠ 1, 0 = gap).
 */
export function seeMinute(set: SeriesSet, minute: number, seen: { counts: SeriesCount[]; exposure: number }): void {
  passMinute(set.small, minute, {
    exposure: seen.exposure,
    brandAt: (at) => upToMinute(set, seriesKey('*', '*'), at)!,
  });
  for (const count of seen.counts) {
    if (isSmall(count)) continue;
    const state = seriesOf(set, keyOf(count));
    advanceTo(state, minute);
    step(state, minute, count.observed, { exposure: seen.exposure });
  }
  for (const count of seen.counts)
    if (isSmall(count)) seeSmall(set.small, keyOf(count), { count: count.observed, prior: smallPrior(set, count) });
  set.nextMinute = minute + 1;
  if (seen.exposure !== 1)
    for (const state of set.series.values()) advanceTo(state, minute + 1, { exposure: seen.exposure });
}

/** The state of a series, up to date to the last minute seen; small strata have none. */
export function upToDate(set: SeriesSet, key: string): DetectorState | undefined {
  return upToMinute(set, key, set.nextMinute);
}

function upToMinute(set: SeriesSet, key: string, minute: number): DetectorState | undefined {
  const state = set.series.get(key);
  if (state) advanceTo(state, minute);
  return state;
}

/** Keys of all small strata that anything was seen in. */
export function smallKeys(set: SeriesSet): string[] {
  return [...set.small.places.keys()];
}

/** Mean time between such results by chance, minutes; 0 for a series that nothing was ever seen in. */
export function evidenceOf(set: SeriesSet, key: string): number {
  const small = smallOf(set, key);
  if (small) return stratumInterval(set.small.bank, small.place, { now: momentOf(set.small), prior: small.prior });
  const state = upToDate(set, key);
  return state ? recurrenceIntervalMinutes(state) : 0;
}

/** Expected reports per minute in the coming minute, as learned from the past; null for an unseen series. */
export function expectationOf(set: SeriesSet, key: string): ReturnType<typeof expectation> | null {
  const small = smallOf(set, key);
  if (small) return explainSmall(set.small, small.place, { prior: small.prior, observed: 0 }).band;
  const state = upToDate(set, key);
  return state ? expectation(state, set.nextMinute) : null;
}

/** What the score of a series was made of; null for an unseen one. `observed`: reports in the slot in progress, for a small stratum. */
export function explanationOf(set: SeriesSet, key: string, observed: number): Explanation | null {
  const small = smallOf(set, key);
  if (small) return explainSmall(set.small, small.place, { prior: small.prior, observed });
  const state = upToDate(set, key);
  return state ? explain(state, set.nextMinute - 1) : null;
}

/** Reports a minute that a small stratum brings at present, and usually: what its end is measured by. */
export function smallRates(set: SeriesSet, key: string): { recent: number; usual: number } | null {
  const small = smallOf(set, key);
  if (!small) return null;
  const { bank, clock, shape } = set.small;
  return {
    recent: recentRate(bank, small.place, clock) * shape,
    usual: stratumRate(bank, small.place, small.prior) * shape,
  };
}

/** After an outage has ended the watch of a series begins anew; what it has learned stays. `goesOnMinutes`: evidence that it goes on all the same. */
export function forgetEvidence(set: SeriesSet, key: string, goesOnMinutes = 0): void {
  const state = upToDate(set, key);
  if (state) endOutage(state, state.tick, goesOnMinutes);
  const place = set.small.places.get(key);
  if (place !== undefined) forgetStratum(set.small.bank, place);
}

function smallOf(set: SeriesSet, key: string): { place: number; prior: StratumPrior } | null {
  const place = set.small.places.get(key);
  if (place === undefined) return null;
  return { place, prior: smallPrior(set, seriesOfKey(key)) };
}

/** As if symptom and place had nothing to do with each other: the symptom's level × the surface's or state's ÷ the brand's. */
function smallPrior(set: SeriesSet, small: SeriesName): StratumPrior {
  const level = (key: string) => {
    const { baseline } = seriesOf(set, key);
    return levelRate(baseline.level, baseline.prior, baseline.bin);
  };
  const [symptom, place] = marginsOf(small).map(level) as [number, number];
  const perMinute = (symptom * place) / level(seriesKey('*', '*'));
  return { perMinute, strength: Math.min(smallStrengthMinutes, smallStrengthReports / perMinute) };
}

export function cloneSeriesSet(set: SeriesSet): SeriesSet {
  const series = new Map([...set.series].map(([key, state]) => [key, cloneDetector(state)]));
  return { ...set, series, small: cloneSmallStrata(set.small) };
}

/** JSON form for the store. */
export function saveSeriesSet({ firstMinute, nextMinute, series, small }: SeriesSet): unknown {
  return {
    ...{ firstMinute, nextMinute, small: saveSmallStrata(small) },
    series: [...series].map(([key, state]) => [key, saveDetector(state)]),
  };
}

export function restoreSeriesSet(saved: unknown, priors: SeriesPriors): SeriesSet {
  const { firstMinute, nextMinute, series, small } = saved as {
    firstMinute: number;
    nextMinute: number;
    series: [string, unknown][];
    small: unknown;
  };
  return {
    firstMinute,
    nextMinute,
    priors,
    series: new Map(series.map(([key, state]) => [key, restoreDetector(state)])),
    small: restoreSmallStrata(small),
  };
}

function seriesOf(set: SeriesSet, key: string): DetectorState {
  let state = set.series.get(key);
  if (!state) {
    state = createDetector(
      { meanPerMinute: priorMean(set.priors, seriesOfKey(key)), strength: priorStrengthMinutes },
      set.firstMinute,
    );
    set.series.set(key, state);
  }
  return state;
}

function priorMean(
  { mentionsPerMinute, reportShare, symptomShare, surfaceShare, areaShares }: SeriesPriors,
  { symptom, surface, area }: SeriesName,
): number {
  if (symptom === mentionsId) return mentionsPerMinute;
  const reports = mentionsPerMinute * reportShare;
  if (symptom !== '*') return reports * symptomShare;
  if (surface !== '*') return reports * surfaceShare;
  if (area !== '*') return reports * locatedShare * Math.max(smallestAreaShare, areaShares[area] ?? 0);
  return reports;
}
