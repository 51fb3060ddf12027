import {
  acceptLevel,
  type Baseline,
  createBaseline,
  type Expected,
  expectSlot,
  learnSlot,
  type Teaching,
} from './baseline.ts';
import {
  allowedScore,
  type Calibration,
  noteScore,
  type PastTail,
  passTime,
  pastTail,
  uncalibrated,
} from './calibration.ts';
import { addEmptyTicks, addRatios, emptyRatios, likelyMultiplier, mixture, noEvidence } from './evidence.ts';
import { type Leftover, leftoverMean, leftoverOf, nothingLeft } from './leftover.ts';
import type { Prior } from './level.ts';
import { likelihoodRatios } from './likelihood-ratio.ts';
import { multipliers, weights } from './multipliers.ts';
import { emptyTrail, noteArrival, type Trail, trimTrail } from './onset.ts';
import { overshoot } from './overshoot.ts';
import { followRecovery } from './recovery.ts';
import { settings } from './settings.ts';
import { isYoung, type Suspicion, weighSuspicion } from './suspicion.ts';
import { slotMinutes } from './time-of-week.ts';

/** Name and version of the method, stored with every finding. */
export const detectorVersion = 'temporal@10';

/** The slot in progress: what a tick is expected to bring, what came, and the likelihood ratios of an empty tick. */
export interface CurrentSlot extends Expected {
  index: number;
  reports: number;
  exposed: number;
  /** Sum of the squared differences of neighbouring ticks' counts. */
  tickSquares: number;
  /** Too little is known to judge. */
  young: boolean;
  empty: number[];
  /** Mean time between false alarms ÷ threshold at this rate. */
  overshoot: number;
  /** How often scores were reached in the past, beside what they promised. */
  past: PastTail;
}

/** Everything about one series; plain data. */
export interface DetectorState {
  version: string;
  /** First tick not yet seen (minute = tick × bin). */
  tick: number;
  baseline: Baseline;
  current: CurrentSlot;
  /** Shiryaev–Roberts statistic per multiplier. */
  evidence: number[];
  /** Statistic of the mirrored test; −1: nothing to recover from. */
  recovery: number;
  /** Tick in which an outage was last closed; −1: never. */
  recoveredTick: number;
  /** Tick from which evidence is gathered anew since an outage ended, by whatever told its end; −1: none did. */
  watchedFrom: number;
  /** It didn't end then: its rate had lasted for so long that it is taken as normal. */
  takenAsNormal: boolean;
  /** Reports that evidence expects besides, after the end of an outage. */
  leftover: Leftover;
  suspicion: Suspicion;
  calibration: Calibration;
  trail: Trail;
}

/** What is known about a minute besides its count. */
export interface MinuteInput {
  /** Share of the usual observation: 0 is a gap, 1 the usual; above 1 allowed. */
  exposure?: number;
  /** Factor of the calendar (holiday, promotion) on the expectation. */
  calendar?: number;
}

const noExpectation: Expected = { shape: 1, rate: 0, mean: 0, carefulMean: 0, dispersion: 1, independence: 1 };
const scratch: number[] = multipliers.map(() => 1);

/** A detector for counts per `binMinutes` (a divisor of 15) that begins with `firstMinute`. */
export function createDetector(prior: Prior, firstMinute: number, binMinutes = 1): DetectorState {
  if (!(prior.meanPerMinute > 0) || !(prior.strength > 0))
    throw new RangeError(
      `the prior needs a mean and a strength above 0, not ${prior.meanPerMinute} and ${prior.strength}`,
    );
  if (!Number.isInteger(binMinutes) || binMinutes < 1 || slotMinutes % binMinutes !== 0)
    throw new RangeError(`a bin must be 1, 3, 5 or 15 minutes, not ${binMinutes}`);
  const tick = Math.floor(firstMinute / binMinutes);
  const state: DetectorState = {
    version: detectorVersion,
    tick,
    baseline: createBaseline(prior, binMinutes),
    current: {
      ...noExpectation,
      index: 0,
      reports: 0,
      exposed: 0,
      tickSquares: 0,
      young: true,
      empty: noEvidence(),
      overshoot: 1,
      past: { excess: 1, power: 1 },
    },
    evidence: noEvidence(),
    recovery: -1,
    recoveredTick: -1,
    watchedFrom: -1,
    takenAsNormal: false,
    leftover: nothingLeft(),
    suspicion: { since: -1, seen: 0 },
    calibration: uncalibrated(),
    trail: emptyTrail(),
  };
  openSlot(state, slotOf(state, tick));
  return state;
}

/** Advances through `minute` with `observed` reports. Minutes skipped since the last step were observed and empty. */
export function step(state: DetectorState, minute: number, observed: number, input?: MinuteInput): void {
  const tick = Math.floor(minute / state.baseline.bin);
  if (tick < state.tick)
    throw new RangeError(`minute ${minute} has been seen already: the next one is ${nextMinute(state)}`);
  if (!(observed >= 0)) throw new RangeError(`the count of minute ${minute} must be 0 or more, not ${observed}`);
  if (tick > state.tick) advanceTo(state, minute);
  const factor = factorOf(input);
  if (factor > 0) {
    takeIn(state, observed, { tick, factor });
    if (observed > 0) {
      addTickSquares(state, tick, observed);
      if (!state.current.young) noteScore(state.calibration, rawScore(state), { tick, bin: state.baseline.bin });
      noteArrival(state.trail, { tick, count: observed, bin: state.baseline.bin });
    }
    state.current.reports += observed;
    state.current.exposed += factor;
  }
  moveTo(state, tick + 1);
}

/** Advances up to but excluding `minute`; the minutes between were empty (or, with exposure 0, not observed). */
export function advanceTo(state: DetectorState, minute: number, input?: MinuteInput): void {
  const end = Math.floor(minute / state.baseline.bin);
  const factor = factorOf(input);
  const ticksPerSlot = slotMinutes / state.baseline.bin;
  while (state.tick < end) {
    const ticks = Math.min(end, (state.current.index + 1) * ticksPerSlot) - state.tick;
    if (factor === 1 && state.recovery < 0 && !state.current.young && leftAt(state, state.tick) === 0)
      addEmptyTicks(state.evidence, ticks, state.current.empty);
    else if (factor > 0) for (let i = 0; i < ticks; i++) takeIn(state, 0, { tick: state.tick + i, factor });
    state.current.exposed += ticks * factor;
    moveTo(state, state.tick + ticks);
  }
}

/** Mean time between such results by chance, minutes: the score. */
export function recurrenceIntervalMinutes(state: DetectorState): number {
  return allowedScore(rawScore(state), state.current.past);
}

/** The score before the past of the series itself has judged it. */
export function rawScore(state: DetectorState): number {
  return mixture(state.evidence) * state.baseline.bin * state.current.overshoot;
}

/** First minute that hasn't been seen. */
export function nextMinute(state: DetectorState): number {
  return state.tick * state.baseline.bin;
}

function factorOf(input: MinuteInput | undefined): number {
  return input === undefined ? 1 : Math.max(0, (input.exposure ?? 1) * (input.calendar ?? 1));
}

const slotOf = (state: DetectorState, tick: number) => Math.floor((tick * state.baseline.bin) / slotMinutes);

const leftAt = (state: DetectorState, tick: number) => leftoverMean(state.leftover, tick, state.baseline.bin);

function takeIn(state: DetectorState, count: number, { tick, factor }: { tick: number; factor: number }): void {
  const { current, evidence } = state;
  if (current.young) return;
  const { dispersion, independence } = current;
  const left = leftAt(state, tick);
  const plain = count === 0 && factor === 1 && left === 0;
  if (plain && state.recovery < 0) {
    addEmptyTicks(evidence, 1, current.empty);
    return;
  }
  const ratios = plain ? current.empty : scratch;
  const mean = (current.carefulMean + left) * factor;
  const common = plain ? 0 : likelihoodRatios(count, { mean, dispersion, independence }, scratch);
  if (state.recovery >= 0) {
    state.recovery = common > 0 ? 0 : followRecovery(state.recovery, evidence, ratios);
    if (state.recovery * state.baseline.bin >= settings.recoveryMinutes) {
      endOutage(state, tick);
      state.recoveredTick = tick;
      return;
    }
  }
  addRatios(evidence, ratios, common);
  if (state.recovery >= 0 || recurrenceIntervalMinutes(state) <= settings.recoveryFromMinutes) return;
  state.recovery = 0;
  state.leftover = nothingLeft();
}

/** Each arrival adds its rise over the tick before and its fall to zero after; when the next tick has arrivals too, the fall is taken back. */
function addTickSquares(state: DetectorState, tick: number, count: number): void {
  const { trail, current } = state;
  const last = trail.length - 1;
  const before = trail.ticks[last] === tick - 1 ? trail.counts[last]! : 0;
  current.tickSquares += (count - before) ** 2 + count ** 2 - before ** 2;
}

/**
 * After recovery the watch begins anew, and expects what an outage leaves behind. `goesOnMinutes`: evidence to begin with that the end
 * is none, for an outage of the rate so far; SR with a head start (Moustakides, Polunchenko & Tartakovsky 2011).
 */
export function endOutage(state: DetectorState, tick: number, goesOnMinutes = 0): void {
  const { trail, leftover, baseline, current, evidence } = state;
  const { bin } = baseline;
  state.leftover = leftoverOf({ trail, leftover, bin, mean: current.mean }, tick);
  forget(state);
  state.watchedFrom = tick;
  state.takenAsNormal = false;
  if (state.leftover.mean <= current.carefulMean) return;
  const sameRate = multipliers.findIndex((multiplier) => multiplier * settings.leftoverShare > 1);
  evidence[sameRate] = goesOnMinutes / (bin * weights[sameRate]!);
}

function forget(state: DetectorState): void {
  state.evidence.fill(0);
  state.recovery = -1;
  state.suspicion.since = -1;
}

function moveTo(state: DetectorState, tick: number): void {
  state.tick = tick;
  const index = slotOf(state, tick);
  if (index === state.current.index) return;
  closeSlot(state);
  openSlot(state, index);
}

function closeSlot(state: DetectorState): void {
  const { current, baseline, suspicion } = state;
  const belief = weighSuspicion(suspicion, recurrenceIntervalMinutes(state), { tick: state.tick, bin: baseline.bin });
  const { young, index: slot, reports, exposed, tickSquares } = current;
  const teaching: Teaching = young ? 'all' : belief === 'suspected' ? 'suspect' : 'clipped';
  suspicion.seen += exposed;
  if (!young && exposed > 0) passTime(state.calibration, Math.min(slotMinutes, exposed * baseline.bin));
  if (belief === 'given-up') acceptLevel(baseline, likelyMultiplier(state.evidence));
  else learnSlot(baseline, { slot, reports, exposed, tickSquares, expected: current }, teaching);
  if (young) baseline.local.variance = Math.max(baseline.local.variance, 1);
  if (young || belief === 'given-up') forget(state);
  if (belief !== 'given-up') return;
  state.watchedFrom = state.tick;
  state.takenAsNormal = true;
}

function openSlot(state: DetectorState, slot: number): void {
  const { baseline, current, trail } = state;
  Object.assign(current, expectSlot(baseline, slot));
  current.index = slot;
  current.reports = 0;
  current.tickSquares = 0;
  current.exposed = 0;
  current.young = isYoung(state.suspicion, baseline.bin, baseline.prior.strength);
  emptyRatios({ ...current, mean: current.carefulMean }, current.empty);
  current.overshoot = overshoot(current.mean, current.dispersion);
  Object.assign(current.past, pastTail(state.calibration));
  trail.slots.push(current.mean, current.dispersion, current.independence);
  trimTrail(trail, state.tick, baseline.bin);
}
