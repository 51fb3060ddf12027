import {
  type Baseline,
  createBaseline,
  type Expected,
  expectPiece,
  learnPiece,
  openSlot,
  type Teaching,
} from './baseline.ts';
import { addEmptyTicks, addRatios, emptyRatios, mixture, noEvidence } from './evidence.ts';
import type { Prior } from './level.ts';
import { likelihoodRatios } from './likelihood-ratio.ts';
import { multipliers } from './multipliers.ts';
import { emptyTrail, type Trail, trimTrail } from './onset.ts';
import { followRecovery } from './recovery.ts';
import { settings } from './settings.ts';
import { type Suspicion, weighSuspicion } from './suspicion.ts';
import { pieceMinutes, slotMinutes } from './time-of-week.ts';

/** Name and version of the method, stored with every finding. */
export const detectorVersion = 'temporal@1';

/** The ten minutes in progress: what a tick is expected to bring, what came, and the likelihood ratios of an empty tick. */
export interface Piece extends Expected {
  index: number;
  reports: number;
  exposed: number;
  empty: number[];
}

/** Everything about one series; plain data. */
export interface DetectorState {
  version: string;
  /** First tick not yet seen (minute = tick × bin). */
  tick: number;
  baseline: Baseline;
  piece: Piece;
  /** Shiryaev–Roberts statistic per multiplier. */
  evidence: number[];
  /** Statistic of the mirrored test; −1: nothing to recover from. */
  recovery: number;
  /** Tick in which an outage was last closed; −1: never. */
  recoveredTick: number;
  suspicion: Suspicion;
  /** The strongest lesson kept from the slot in progress. */
  teaching: Teaching;
  trail: Trail;
}

/** What is known about a minute besides its count. */
export interface MinuteInput {
  /** Share of the usual observation: 0 is a gap, 1 the usual; above 1 allowed. */
  exposure?: number;
  /** Factor of the calendar (holiday, promotion) on the expectation. */
  calendar?: number;
}

const scratch: number[] = multipliers.map(() => 1);

/** A detector for counts per `binMinutes` (a divisor of 10) that begins with `firstMinute`. */
export function createDetector(prior: Prior, firstMinute: number, binMinutes = 1): DetectorState {
  if (!(prior.meanPerMinute > 0) || !(prior.strength > 0))
    throw new RangeError(
      `the prior needs a mean and a strength above 0, not ${prior.meanPerMinute} and ${prior.strength}`,
    );
  if (!Number.isInteger(binMinutes) || binMinutes < 1 || pieceMinutes % binMinutes !== 0)
    throw new RangeError(`a bin must be 1, 2, 5 or 10 minutes, not ${binMinutes}`);
  const tick = Math.floor(firstMinute / binMinutes);
  const state: DetectorState = {
    version: detectorVersion,
    tick,
    baseline: createBaseline(prior, binMinutes, Math.floor((tick * binMinutes) / slotMinutes)),
    piece: { index: 0, shape: 1, rate: 0, mean: 0, dispersion: 1, reports: 0, exposed: 0, empty: noEvidence() },
    evidence: noEvidence(),
    recovery: -1,
    recoveredTick: -1,
    suspicion: { since: -1, seen: 0 },
    teaching: 'clipped',
    trail: emptyTrail(),
  };
  openPiece(state, pieceOf(state, tick));
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
    takeIn(state, observed, factor);
    if (observed > 0) {
      state.trail.ticks.push(tick);
      state.trail.counts.push(observed);
    }
    state.piece.reports += observed;
    state.piece.exposed += factor;
  }
  moveTo(state, tick + 1);
}

/** Advances up to but excluding `minute`; the minutes between were empty (or, with exposure 0, not observed). */
export function advanceTo(state: DetectorState, minute: number, input?: MinuteInput): void {
  const end = Math.floor(minute / state.baseline.bin);
  const factor = factorOf(input);
  const ticksPerPiece = pieceMinutes / state.baseline.bin;
  while (state.tick < end) {
    const ticks = Math.min(end, (state.piece.index + 1) * ticksPerPiece) - state.tick;
    if (factor === 1 && state.recovery < 0) addEmptyTicks(state.evidence, ticks, state.piece.empty);
    else if (factor > 0) for (let i = 0; i < ticks; i++) takeIn(state, 0, factor);
    state.piece.exposed += ticks * factor;
    moveTo(state, state.tick + ticks);
  }
}

/** Mean time between such results by chance, minutes: the score. */
export function recurrenceIntervalMinutes(state: DetectorState): number {
  return mixture(state.evidence) * state.baseline.bin;
}

/** First minute that hasn't been seen. */
export function nextMinute(state: DetectorState): number {
  return state.tick * state.baseline.bin;
}

function factorOf(input: MinuteInput | undefined): number {
  return input === undefined ? 1 : Math.max(0, (input.exposure ?? 1) * (input.calendar ?? 1));
}

const pieceOf = (state: DetectorState, tick: number) => Math.floor((tick * state.baseline.bin) / pieceMinutes);

function takeIn(state: DetectorState, count: number, factor: number): void {
  const { piece, evidence } = state;
  if (count === 0 && factor === 1 && state.recovery < 0) {
    addEmptyTicks(evidence, 1, piece.empty);
    return;
  }
  const ratios = count === 0 && factor === 1 ? piece.empty : scratch;
  const common =
    ratios === scratch
      ? likelihoodRatios(count, { mean: piece.mean * factor, dispersion: piece.dispersion }, scratch)
      : 0;
  if (state.recovery >= 0) {
    state.recovery = common > 0 ? 0 : followRecovery(state.recovery, evidence, ratios);
    if (state.recovery * state.baseline.bin >= settings.recoveryMinutes) {
      forget(state);
      state.recoveredTick = state.tick;
      return;
    }
  }
  addRatios(evidence, ratios, common);
  if (state.recovery < 0 && recurrenceIntervalMinutes(state) > settings.recoveryFromMinutes) state.recovery = 0;
}

/** After recovery the watch begins anew. */
export function forget(state: DetectorState): void {
  state.evidence.fill(0);
  state.recovery = -1;
  state.suspicion.since = -1;
}

function moveTo(state: DetectorState, tick: number): void {
  state.tick = tick;
  const index = pieceOf(state, tick);
  if (index === state.piece.index) return;
  closePiece(state);
  openPiece(state, index);
}

function closePiece(state: DetectorState): void {
  const { piece, baseline, suspicion } = state;
  suspicion.seen += piece.exposed;
  const known = suspicion.seen * baseline.bin + baseline.prior.strength;
  const belief = weighSuspicion(suspicion, recurrenceIntervalMinutes(state), { tick: state.tick, bin: baseline.bin });
  const young = known < settings.warmUpMinutes;
  if (young || belief === 'given-up') {
    forget(state);
    baseline.local.variance = Math.max(baseline.local.variance, 1);
  }
  const teaching: Teaching = young || belief === 'given-up' ? 'all' : belief === 'suspected' ? 'suspect' : 'clipped';
  if (teaching === 'suspect' || state.teaching === 'clipped') state.teaching = teaching;
  learnPiece(baseline, { reports: piece.reports, exposed: piece.exposed, expected: piece }, teaching);
}

function openPiece(state: DetectorState, index: number): void {
  const { baseline, piece } = state;
  const middle = (index + 0.5) * pieceMinutes;
  const slot = Math.floor(middle / slotMinutes);
  if (slot !== baseline.factors.slot) {
    openSlot(baseline, slot, state.teaching);
    state.teaching = 'clipped';
    trimTrail(state.trail, state.tick, baseline.bin);
  }
  Object.assign(piece, expectPiece(baseline, middle));
  piece.index = index;
  piece.reports = 0;
  piece.exposed = 0;
  emptyRatios(piece, piece.empty);
  state.trail.pieces.push(piece.mean, piece.dispersion);
}
