import { type DetectorState, detectorVersion, rawScore, recurrenceIntervalMinutes } from './advance.ts';
import { wanderOf } from './baseline.ts';
import { dispersionOf } from './dispersion.ts';
import { mixture } from './evidence.ts';
import { type Expectation, expectationOver } from './expectation.ts';
import { leftoverMean } from './leftover.ts';
import { levelRate } from './level.ts';
import { multipliers, weights } from './multipliers.ts';
import { estimateOnset, type OnsetEstimate } from './onset.ts';
import { settings } from './settings.ts';

/** Everything that a score was made of, for "why did it, or didn't it, fire". */
export interface Explanation {
  version: string;
  minute: number;
  recurrenceIntervalMinutes: number;
  /** Reports in the slot (15 minutes) in progress, and how many were expected of them. */
  observed: number;
  expected: number;
  /** Reports a minute averaged over the week; time-of-week factor; factor of the last hours; their product a minute. */
  level: number;
  shape: number;
  local: number;
  rate: number;
  /** Rate that evidence is held against: the rate may be so much more than expected, and an outage leaves talk behind. */
  carefulRate: number;
  /** Variance ÷ mean of counts, and standard deviation by which the rate wanders, as a share. */
  dispersion: number;
  wander: number;
  /** Factors on the evidence's interval: counts jump past thresholds; and scores of the past came more often than promised. */
  overshoot: number;
  pastExcess: number;
  band: Expectation;
  /** Minutes observed so far. */
  known: number;
  /** Per multiplier: its own recurrence interval, minutes, and its share of the evidence. */
  evidence: { multiplier: number; recurrenceIntervalMinutes: number; share: number }[];
  /** First minute of a suspected outage, during which the baseline hardly learns; null when none is. */
  suspectedSince: number | null;
  recoveryIntervalMinutes: number | null;
  onset: OnsetEstimate | null;
  settings: Readonly<Record<string, number>>;
}

/** Explains the score as of the last minute seen; `minute` says for which minute band and onset are asked. */
export function explain(state: DetectorState, minute: number): Explanation {
  const { baseline, current, suspicion } = state;
  const { bin } = baseline;
  const total = mixture(state.evidence);
  const score = recurrenceIntervalMinutes(state);
  return {
    version: detectorVersion,
    minute,
    recurrenceIntervalMinutes: score,
    observed: current.reports,
    expected: current.mean * current.exposed,
    level: levelRate(baseline.level, baseline.prior, bin) / bin,
    shape: current.shape,
    local: baseline.local.mean,
    rate: current.mean / bin,
    carefulRate: (current.carefulMean + leftoverMean(state.leftover, state.tick, bin)) / bin,
    dispersion: dispersionOf(baseline.dispersion),
    wander: Math.sqrt(wanderOf(baseline)),
    overshoot: current.overshoot,
    pastExcess: score > 0 ? rawScore(state) / score : current.past.excess,
    band: expectationOver(state, minute, bin),
    known: suspicion.seen * bin,
    evidence: multipliers.map((multiplier, i) => ({
      multiplier,
      recurrenceIntervalMinutes: state.evidence[i]! * bin,
      share: total > 0 ? (weights[i]! * state.evidence[i]!) / total : 0,
    })),
    suspectedSince: suspicion.since < 0 ? null : suspicion.since * bin,
    recoveryIntervalMinutes: state.recovery < 0 ? null : state.recovery * bin,
    onset: estimateOnset({ ...state, bin }, minute),
    settings,
  };
}
