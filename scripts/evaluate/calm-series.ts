import { createDetector, recurrenceIntervalMinutes, step } from '../../src/core/detect/temporal/detector.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { sampleNegativeBinomial } from '../../src/core/stats/sample-negative-binomial.ts';

const start = 29_459_520;
const historyMinutes = 35 * 1440;
const refractoryMinutes = 240;

/** The score at which alarms are counted, minutes, and the unit in which they are stated. */
export const month = 43_200;

/** What happens on a calm series besides its noise: nothing that an alarm would be right about. */
export interface Calm {
  /** Factor on the rate. */
  rate(minute: number): number;
  observed?(minute: number): boolean;
}

/** Makes a course of the rate; those that wander by chance do so by the seed. */
type CalmKind = (seed: number) => Calm;

/** A rate that wanders: its log is an Ornstein–Uhlenbeck process with this deviation and memory, in steps of ten minutes. */
function wandering(deviation: number, hours: number, seed: number): Calm {
  const random = seededRandom(seed);
  const keep = Math.exp(-10 / (60 * hours));
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const logs = [deviation * normal()];
  return {
    rate(minute) {
      const at = Math.floor(minute / 10);
      while (logs.length <= at + 1) logs.push(keep * logs.at(-1)! + deviation * Math.sqrt(1 - keep * keep) * normal());
      const share = minute / 10 - at;
      return Math.exp((1 - share) * logs[at]! + share * logs[at + 1]! - (deviation * deviation) / 2);
    },
  };
}

const growthPerMinute = Math.LN2 / (49 * 1440);

export const calmKinds: Readonly<Record<string, CalmKind>> = {
  steady: () => ({ rate: () => 1 }),
  daily: () => ({ rate: (minute) => 1 + 0.8 * Math.sin((2 * Math.PI * minute) / 1440) }),
  weekly: () => ({
    rate: (minute) =>
      (1 + 0.8 * Math.sin((2 * Math.PI * minute) / 1440)) * (Math.floor(minute / 1440) % 7 > 4 ? 0.5 : 1.2),
  }),
  // Doubles in seven weeks, for seven weeks, and falls as fast: up and down without end.
  trending: () => ({
    rate: (minute) => Math.exp(growthPerMinute * Math.abs((minute % (98 * 1440)) - 49 * 1440)),
  }),
  // Three hours are missing every five days.
  gaps: () => ({ rate: () => 1, observed: (minute) => minute % 7200 >= 180 }),
};

/** Rates that wander, by their own seeds: within hours, within a day, and as a random walk of a tenth a day, held at ±32 %. */
export const wanderingKinds: Readonly<Record<string, CalmKind>> = {
  'in 2 h': (seed) => wandering(0.25, 2, seed),
  'in 6 h': (seed) => wandering(0.25, 6, seed),
  'in 24 h': (seed) => wandering(0.3, 24, seed),
  walking: (seed) => wandering(0.1 * Math.sqrt(10), 480, seed),
};

export const calmMeans: readonly number[] = [0.02, 0.1, 0.5, 2, 10];
export const calmDispersions: readonly number[] = [1, 2];

/** A calm series: reports a minute, what happens to its rate, variance ÷ mean of its counts, and the seed of its noise. */
export interface CalmSeries {
  mean: number;
  kind: Calm;
  dispersion: number;
  seed: number;
}

/** Alarms at a score of one month in so many months after five weeks of learning; those within four hours of the last belong to it. */
export function calmAlarms({ mean, kind, dispersion, seed }: CalmSeries, months: number): number {
  const random = seededRandom(seed);
  const state = createDetector({ meanPerMinute: 1, strength: 1 }, start);
  let alarms = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let minute = 0; minute < historyMinutes + months * month; minute++) {
    const observed = kind.observed?.(minute) ?? true;
    const count = observed ? sampleNegativeBinomial(mean * kind.rate(minute), dispersion, random) : 0;
    step(state, start + minute, count, observed ? undefined : { exposure: 0 });
    if (minute < historyMinutes || minute - last < refractoryMinutes) continue;
    if (recurrenceIntervalMinutes(state) < month) continue;
    last = minute;
    alarms += 1;
  }
  return alarms;
}
