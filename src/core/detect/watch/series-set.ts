import { forget } from '../temporal/advance.ts';
import {
  advanceTo,
  cloneDetector,
  createDetector,
  type DetectorState,
  expectation,
  recurrenceIntervalMinutes,
  restoreDetector,
  saveDetector,
  step,
} from '../temporal/detector.ts';

/** Pseudo-symptom under which all mentions of a brand are watched: the yardstick for the share of reports. */
export const mentionsId = '~mentions';

/** All series of one brand that are watched over time: the whole, each symptom, each state, and the mentions. */
export interface SeriesSet {
  firstMinute: number;
  /** All minutes before this one have been seen. */
  nextMinute: number;
  priors: SeriesPriors;
  series: Map<string, DetectorState>;
}

/** What is expected of a brand before anything is known, reports per minute. */
export interface SeriesPriors {
  mentionsPerMinute: number;
  /** Usual share of mentions that are current reports, of the reports that name a symptom, and of those with a state. */
  reportShare: number;
  symptomShare: number;
  /** By area id (`US-TX`): share of the population. */
  areaShares: Record<string, number>;
}

export interface SeriesCount {
  symptom: string;
  area: string;
  observed: number;
}

/** Minutes of pseudo-observation behind a prior: an hour, so that the first day of data outweighs it. */
const priorStrengthMinutes = 60;
const smallestAreaShare = 0.002;
const locatedShare = 0.4;

export function seriesKey(symptom: string, area: string): string {
  return `${symptom}|${area}`;
}

export function createSeriesSet(priors: SeriesPriors, firstMinute: number): SeriesSet {
  const set: SeriesSet = { firstMinute, nextMinute: firstMinute, priors, series: new Map() };
  for (const symptom of [mentionsId, '*']) seriesOf(set, symptom, '*');
  return set;
}

/**
 * Sees one minute: `counts` are the series with reports, all others had none. Series without arrivals are brought up to
 * date only when they are asked for, unless the minute was only partly observed (`exposure` ≠ 1, 0 = gap).
 */
export function seeMinute(set: SeriesSet, minute: number, seen: { counts: SeriesCount[]; exposure: number }): void {
  for (const { symptom, area, observed } of seen.counts) {
    const state = seriesOf(set, symptom, area);
    advanceTo(state, minute);
    step(state, minute, observed, { exposure: seen.exposure });
  }
  set.nextMinute = minute + 1;
  if (seen.exposure !== 1)
    for (const state of set.series.values()) advanceTo(state, minute + 1, { exposure: seen.exposure });
}

/** The state of a series, up to date to the last minute seen. */
export function upToDate(set: SeriesSet, key: string): DetectorState | undefined {
  const state = set.series.get(key);
  if (state) advanceTo(state, set.nextMinute);
  return state;
}

/** Mean time between such results by chance, minutes; 0 for a series that nothing was ever seen in. */
export function evidenceOf(set: SeriesSet, key: string): number {
  const state = upToDate(set, key);
  return state ? recurrenceIntervalMinutes(state) : 0;
}

/** Expected reports per minute in the coming minute, as learned from the past; null for an unseen series. */
export function expectationOf(set: SeriesSet, key: string): ReturnType<typeof expectation> | null {
  const state = upToDate(set, key);
  return state ? expectation(state, set.nextMinute) : null;
}

/** After an outage has ended the watch of a series begins anew; what it has learned stays. */
export function forgetEvidence(set: SeriesSet, key: string): void {
  const state = set.series.get(key);
  if (state) forget(state);
}

export function cloneSeriesSet(set: SeriesSet): SeriesSet {
  return { ...set, series: new Map([...set.series].map(([key, state]) => [key, cloneDetector(state)])) };
}

/** JSON form for the store. */
export function saveSeriesSet({ firstMinute, nextMinute, series }: SeriesSet): unknown {
  return { firstMinute, nextMinute, series: [...series].map(([key, state]) => [key, saveDetector(state)]) };
}

export function restoreSeriesSet(saved: unknown, priors: SeriesPriors): SeriesSet {
  const { firstMinute, nextMinute, series } = saved as {
    firstMinute: number;
    nextMinute: number;
    series: [string, unknown][];
  };
  return {
    firstMinute,
    nextMinute,
    priors,
    series: new Map(series.map(([key, state]) => [key, restoreDetector(state)])),
  };
}

function seriesOf(set: SeriesSet, symptom: string, area: string): DetectorState {
  const key = seriesKey(symptom, area);
  let state = set.series.get(key);
  if (!state) {
    state = createDetector(
      { meanPerMinute: priorMean(set.priors, symptom, area), strength: priorStrengthMinutes },
      set.firstMinute,
    );
    set.series.set(key, state);
  }
  return state;
}

function priorMean(
  { mentionsPerMinute, reportShare, symptomShare, areaShares }: SeriesPriors,
  symptom: string,
  area: string,
): number {
  if (symptom === mentionsId) return mentionsPerMinute;
  const reports = mentionsPerMinute * reportShare;
  if (symptom !== '*') return reports * symptomShare;
  if (area !== '*') return reports * locatedShare * Math.max(smallestAreaShare, areaShares[area] ?? 0);
  return reports;
}
