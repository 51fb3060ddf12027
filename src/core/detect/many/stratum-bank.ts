import { addEmptyTicks, addRatios, mixture } from '../temporal/evidence.ts';
import { likelihoodRatios } from '../temporal/likelihood-ratio.ts';
import { multipliers } from '../temporal/multipliers.ts';
import { overshoot } from '../temporal/overshoot.ts';

/**
 * Evidence of the many small strata of one brand (symptom × area), a few dozen bytes each. What they share is handed in by the brand's own
 * series: the time-of-week shape as a clock that runs fast when much is expected, and the dispersion. A stratum is touched only when
 * something arrives in it or when it is asked; the silence between is made up for in closed form.
 */
export interface StratumBank {
  size: number;
  /** Per stratum: reports and shaped minutes learned (exponentially forgotten), and those that wait to be. */
  reports: Float32Array;
  exposure: Float32Array;
  waiting: Float32Array;
  /** Brand clock (shaped minutes since its start) at the last arrival, and when the waiting ones began to wait. */
  seenAt: Float32Array;
  waitingSince: Float32Array;
  /** Minute of the last arrival. */
  minute: Int32Array;
  /** Logarithms of the Shiryaev–Roberts statistics, multiplier by multiplier, in steps of 1 ÷ `logSteps`. */
  evidence: Int16Array;
}

/** What the brand's own series says about a minute. */
export interface BrandMoment {
  minute: number;
  /** Shaped minutes since the start, this minute included: Σ of what a minute was expected to bring against its average. */
  clock: number;
  /** That of this minute alone. */
  shape: number;
  dispersion: number;
  /** Relative variance of the brand's rate around its expectation. */
  wander: number;
}

/** Reports a shaped minute that are expected beforehand, and how many shaped minutes that belief weighs. */
export interface StratumPrior {
  perMinute: number;
  strength: number;
}

/** Memory of a stratum's level: 30 days of shaped minutes. */
const memory = 43_200;
/** What arrives waits for so many shaped minutes before it is learned, so that an outage is seen before it teaches. */
const lag = 60;
/** A run of reports counts as lasting at least so many shaped minutes. */
const shortestRun = 5;
/** What waited teaches at most its expectation and this many standard deviations. */
const clip = 3;

/** Two bytes hold a statistic to 0.1 %, from e^−46 to e^46. */
const logSteps = 700;
const largestCode = 32_767;

const perStratum = ['reports', 'exposure', 'waiting', 'seenAt', 'waitingSince', 'minute'] as const;

const ratios = multipliers.map(() => 1);
const statistics = multipliers.map(() => 0);

/** All arrays of a bank lie in one piece of memory: a piece has a cost of its own, and there are as many banks as brands. */
export function createStratumBank(size: number): StratumBank {
  const memory = new ArrayBuffer(size * bytesPerStratum);
  const floats = (at: number) => new Float32Array(memory, 4 * at * size, size);
  return {
    size,
    reports: floats(0),
    exposure: floats(1),
    waiting: floats(2),
    seenAt: floats(3),
    waitingSince: floats(4),
    minute: new Int32Array(memory, 4 * 5 * size, size).fill(-1),
    evidence: new Int16Array(memory, 4 * 6 * size).fill(-largestCode),
  };
}

/** The same strata in a bank with room for `size` of them. */
export function resizedBank(bank: StratumBank, size: number): StratumBank {
  const larger = createStratumBank(size);
  const used = Math.min(bank.size, size);
  for (const name of perStratum) larger[name].set(bank[name].subarray(0, used));
  larger.evidence.set(bank.evidence.subarray(0, used * multipliers.length));
  return larger;
}

/** The first `used` strata as JSON. */
export function saveBank(bank: StratumBank, used: number): unknown {
  const { evidence, ...whole } = resizedBank(bank, used);
  return {
    ...Object.fromEntries(perStratum.map((name) => [name, [...whole[name]]])),
    evidence: [...evidence],
  };
}

export function restoreBank(saved: unknown): StratumBank {
  const lists = saved as Record<(typeof perStratum)[number] | 'evidence', number[]>;
  const bank = createStratumBank(lists.minute.length);
  for (const name of perStratum) bank[name].set(lists[name]);
  bank.evidence.set(lists.evidence);
  return bank;
}

/** Bytes that a stratum takes. */
export const bytesPerStratum = 5 * 4 + 4 + 2 * multipliers.length;

/** A stratum that begins has been silent as long as its brand was watched. */
export function openStratum(bank: StratumBank, index: number, clock: number): void {
  bank.exposure[index] = memory * (1 - Math.exp(-clock / memory));
}

/** Takes in what arrived in a stratum in a minute, after the silence since its last arrival. Minutes must not go back. */
export function seeStratum(
  bank: StratumBank,
  index: number,
  { count, now, prior }: { count: number; now: BrandMoment; prior: StratumPrior },
): void {
  if (now.minute <= bank.minute[index]!)
    throw new RangeError(`minute ${now.minute} of stratum ${index} has been seen already`);
  const before = now.clock - now.shape;
  loadSilent(bank, index, { now: { ...now, minute: now.minute - 1, clock: before }, prior });
  learnWaiting(bank, index, { clock: before, prior, dispersion: now.dispersion });
  const mean = carefulRate(bank, index, { prior, now }) * now.shape;
  const common = likelihoodRatios(count, { mean, dispersion: now.dispersion, independence: 1 }, ratios);
  addRatios(statistics, ratios, common);
  for (let i = 0; i < statistics.length; i++) bank.evidence[index * statistics.length + i] = encoded(statistics[i]!);
  if (bank.waiting[index] === 0) bank.waitingSince[index] = before;
  bank.waiting[index]! += count;
  bank.minute[index] = now.minute;
  bank.seenAt[index] = now.clock;
}

/** Mean time between such results by chance, minutes, as of a moment; 0 for a stratum that nothing ever arrived in. */
export function stratumInterval(
  bank: StratumBank,
  index: number,
  { now, prior }: { now: BrandMoment; prior: StratumPrior },
): number {
  if (bank.minute[index]! < 0) return 0;
  loadSilent(bank, index, { now, prior });
  return mixture(statistics) * overshoot(rateOf(bank, index, prior) * now.shape, now.dispersion);
}

/** Expected reports a shaped minute: (reports + prior) ÷ (exposure + strength), exposure up to the last arrival. */
export function stratumRate(bank: StratumBank, index: number, prior: StratumPrior): number {
  return rateOf(bank, index, prior);
}

/** A stratum's statistics as of a moment, minutes, one per multiplier. */
export function stratumEvidence(
  bank: StratumBank,
  index: number,
  { now, prior }: { now: BrandMoment; prior: StratumPrior },
): number[] {
  loadSilent(bank, index, { now, prior });
  return [...statistics];
}

/** Reports a shaped minute since the last that was learned: what an outage reaches, in the hour in which it is found. */
export function recentRate(bank: StratumBank, index: number, clock: number): number {
  return bank.waiting[index]! / Math.max(shortestRun, clock - bank.waitingSince[index]!);
}

/** After an outage has ended the watch of a stratum begins anew; what it has learned stays. */
export function forgetStratum(bank: StratumBank, index: number): void {
  bank.evidence.fill(-largestCode, index * multipliers.length, (index + 1) * multipliers.length);
}

function encoded(statistic: number): number {
  return Math.max(-largestCode, Math.min(largestCode, Math.round(logSteps * Math.log(statistic))));
}

function rateOf(bank: StratumBank, index: number, { perMinute, strength }: StratumPrior): number {
  return (bank.reports[index]! + perMinute * strength) / (bank.exposure[index]! + strength);
}

/**
 * The rate, reports a shaped minute, that evidence is held against: one standard deviation above the expected one, √(dispersion ÷ reports behind it + the brand's
 * wander). An error of the rate is the same in every minute, and one towards too little costs far more false alarms than one towards too much saves.
 */
export function carefulRate(
  bank: StratumBank,
  index: number,
  { prior, now }: { prior: StratumPrior; now: BrandMoment },
): number {
  const known = bank.reports[index]! + prior.perMinute * prior.strength;
  return rateOf(bank, index, prior) * (1 + Math.sqrt(now.dispersion / Math.max(known, 1) + now.wander));
}

/** The stratum's statistics after its silence up to a moment: every minute of it counts with the average shape of them all. */
function loadSilent(bank: StratumBank, index: number, { now, prior }: { now: BrandMoment; prior: StratumPrior }): void {
  const at = index * statistics.length;
  for (let i = 0; i < statistics.length; i++) statistics[i] = Math.exp(bank.evidence[at + i]! / logSteps);
  const minutes = now.minute - bank.minute[index]!;
  if (bank.minute[index]! < 0 || minutes <= 0) return;
  const mean = (carefulRate(bank, index, { prior, now }) * (now.clock - bank.seenAt[index]!)) / minutes;
  likelihoodRatios(0, { mean, dispersion: now.dispersion, independence: 1 }, ratios);
  addEmptyTicks(statistics, minutes, ratios);
}

/** What has waited long enough is learned, cut off where it exceeds what was expected; the silence is learned with it. */
function learnWaiting(
  bank: StratumBank,
  index: number,
  { clock, prior, dispersion }: { clock: number; prior: StratumPrior; dispersion: number },
): void {
  if (bank.minute[index]! < 0) {
    bank.waitingSince[index] = clock;
    return;
  }
  const span = clock - bank.waitingSince[index]!;
  if (span < lag) return;
  const expected = rateOf(bank, index, prior) * span;
  const taught = Math.min(bank.waiting[index]!, expected + clip * Math.sqrt(dispersion * expected + 1));
  const keep = Math.exp(-span / memory);
  bank.reports[index] = bank.reports[index]! * keep + taught;
  bank.exposure[index] = bank.exposure[index]! * keep + span;
  bank.waiting[index] = 0;
  bank.waitingSince[index] = clock;
}
