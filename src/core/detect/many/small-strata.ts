import type { DetectorState } from '../temporal/advance.ts';
import { wanderOf } from '../temporal/baseline.ts';
import { slotMinutes } from '../temporal/time-of-week.ts';
import {
  type BrandMoment,
  createStratumBank,
  forgetStratum,
  openStratum,
  resizedBank,
  restoreBank,
  type StratumBank,
  type StratumPrior,
  saveBank,
  seeStratum,
} from './stratum-bank.ts';

/** Every symptom × state and symptom × surface of a brand in which anything was ever reported: a bank that grows with them, and the brand's clock. */
export interface SmallStrata {
  bank: StratumBank;
  /** Place in the bank by series key. */
  places: Map<string, number>;
  /** The last minute seen, and shaped minutes up to its end. */
  minute: number;
  clock: number;
  /** The slot in progress, and what the brand's series says of it: whether enough is known to judge, shape, dispersion and wander. */
  slot: number;
  settled: boolean;
  shape: number;
  dispersion: number;
  wander: number;
  /** Shape × exposure of the last minute. */
  lastShape: number;
}

const firstSize = 8;
/**
 * Before a brand was watched for so long its symptoms' and states' levels are too uncertain to expect anything of both together: a day.
 * Small strata learn from it, for what belongs together (crashes and phones) brings many times what both alone let expect.
 */
const settledMinutes = 1_440;

export function createSmallStrata(firstMinute: number): SmallStrata {
  return {
    bank: createStratumBank(firstSize),
    places: new Map(),
    ...{
      minute: firstMinute - 1,
      clock: 0,
      slot: -1,
      settled: false,
      shape: 1,
      dispersion: 1,
      wander: 0,
      lastShape: 0,
    },
  };
}

/** The clock goes on by a minute. `brandAt` gives the brand's own series, up to date to that minute; it is asked once a slot. */
export function passMinute(
  small: SmallStrata,
  minute: number,
  { exposure, brandAt }: { exposure: number; brandAt: (minute: number) => DetectorState },
): void {
  const slot = Math.floor(minute / slotMinutes);
  if (slot !== small.slot) {
    const { current, baseline, suspicion } = brandAt(minute);
    small.slot = slot;
    small.settled = suspicion.seen * baseline.bin >= settledMinutes;
    small.shape = current.shape;
    small.dispersion = current.dispersion;
    small.wander = wanderOf(baseline);
  }
  small.minute = minute;
  small.lastShape = small.shape * exposure;
  small.clock += small.lastShape;
}

/** Takes in what came in a stratum in the minute that has just passed; nothing counts where nothing could be seen. */
export function seeSmall(small: SmallStrata, key: string, seen: { count: number; prior: StratumPrior }): void {
  if (!(small.lastShape > 0)) return;
  let place = small.places.get(key);
  if (place === undefined) {
    place = small.places.size;
    if (place >= small.bank.size) small.bank = resizedBank(small.bank, 2 * small.bank.size);
    small.places.set(key, place);
    openStratum(small.bank, place, small.clock - small.lastShape);
  }
  seeStratum(small.bank, place, { ...seen, now: momentOf(small) });
  if (!small.settled) forgetStratum(small.bank, place);
}

/** What the bank must be told of the last minute seen. */
export function momentOf({ minute, clock, lastShape, dispersion, wander }: SmallStrata): BrandMoment {
  return { minute, clock, shape: lastShape, dispersion, wander };
}

export function cloneSmallStrata(small: SmallStrata): SmallStrata {
  return { ...small, bank: resizedBank(small.bank, small.bank.size), places: new Map(small.places) };
}

/** JSON form for the store. */
export function saveSmallStrata({ bank, places, ...rest }: SmallStrata): unknown {
  return { ...rest, keys: [...places.keys()], bank: saveBank(bank, places.size) };
}

export function restoreSmallStrata(saved: unknown): SmallStrata {
  const { keys, bank, ...rest } = saved as Omit<SmallStrata, 'bank' | 'places'> & { keys: string[]; bank: unknown };
  const places = new Map(keys.map((key, place) => [key, place]));
  return { ...rest, bank: resizedBank(restoreBank(bank), Math.max(firstSize, keys.length)), places };
}
