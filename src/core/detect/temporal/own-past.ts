import { settings } from './settings.ts';

/**
 * What a series of mentions has shown of surges: counts above the expected mean. Talk comes in bursts of its own (a story, a joke, a storm of
 * reposts), far more often than a law of counts foretells, so that only the past of the series says how rare one is. Plain data.
 */
export interface OwnPast {
  /** Bins watched, the older the less, as all sums here. */
  watched: number;
  /** Bins in which the scale was learned, and the mean size of a deviation from the expected count. */
  scaled: number;
  scale: number;
  /** Surges above this make an episode: what one bin in a hundred passes, followed by steps. */
  threshold: number;
  /** Episodes that have ended, and the sum of what their highest surges were above the threshold. */
  episodes: number;
  excess: number;
  /** Episode in progress: the threshold at its begin, its highest surge, and the last bin above the threshold; highest 0: none. */
  base: number;
  highest: number;
  lastBin: number;
  /** Surges of the last day that no later one has reached: bins, and heights that fall. */
  recent: { bin: number; surge: number }[];
}

/** Share of bins that pass the threshold, and the steps that follow it, in mean deviations: at first and later. */
const passing = 0.01;
const firstStep = 0.2;
const step = 0.06;
/** Mean excess that is believed beforehand, in mean deviations, and how many episodes that belief weighs. */
const believedExcess = 4;
const beliefWeight = 3;
const scaleMemoryMinutes = 7 * 1440;
const dayMinutes = 1440;

export function noPast(): OwnPast {
  return {
    watched: 0,
    scaled: 0,
    scale: 0,
    threshold: 0,
    episodes: 0,
    excess: 0,
    base: 0,
    highest: 0,
    lastBin: -1,
    recent: [],
  };
}

/**
 * Takes in a bin of `minutes` with `count` mentions where `expected` were; bins come in order. Returns the mean time between surges as high as
 * this one in the series' own past, minutes: what is watched ÷ episodes above the threshold × the share of episodes that go so high, under an
 * exponential law of the excess whose mean is learned (a Lomax law with a gamma prior; peaks over a threshold: Davison & Smith 1990). A surge
 * counts once: a bin that isn't above the whole day before has 0. On the first day nothing is rarer than what was watched.
 */
export function ownPastMinutes(
  past: OwnPast,
  seen: { bin: number; minutes: number; count: number; expected: number },
): number {
  const { bin, minutes } = seen;
  const surge = seen.count - seen.expected;
  const keep = Math.exp(-minutes / (dayMinutes * settings.trialMemoryDays));
  past.watched = past.watched * keep + 1;
  past.episodes *= keep;
  past.excess *= keep;
  past.scaled = Math.min(past.scaled + 1, scaleMemoryMinutes / minutes);
  past.scale += (Math.abs(surge) - past.scale) / past.scaled;
  if (past.scaled === 1) past.threshold = past.scale;
  if (past.highest > 0 && (bin - past.lastBin) * minutes > settings.trialQuietMinutes) endEpisode(past);
  const before = highestOfDay(past, bin - dayMinutes / minutes);
  const isSurge = surge > past.threshold;
  if (isSurge) {
    if (past.highest === 0) past.base = past.threshold;
    past.highest = Math.max(past.highest, surge);
    past.lastBin = bin;
  }
  const young = past.scaled * minutes < dayMinutes;
  const rarity = young ? past.watched * minutes : isSurge && surge > before ? minutes * timesOf(past, surge) : 0;
  past.threshold += (young ? firstStep : step) * past.scale * ((isSurge ? 1 : 0) - passing);
  remember(past, bin, surge);
  return rarity;
}

/** Mean number of bins between episodes that go as high as `surge`. */
function timesOf(past: OwnPast, surge: number): number {
  const sum = beliefWeight * believedExcess * past.scale + past.excess;
  const share = (1 + (surge - past.base) / sum) ** -(beliefWeight + past.episodes + 1);
  return past.watched / ((1 + past.episodes) * share);
}

function endEpisode(past: OwnPast): void {
  past.episodes += 1;
  past.excess += past.highest - past.base;
  past.highest = 0;
}

function highestOfDay({ recent }: OwnPast, from: number): number {
  while (recent.length > 0 && recent[0]!.bin <= from) recent.shift();
  return recent[0]?.surge ?? 0;
}

function remember({ recent }: OwnPast, bin: number, surge: number): void {
  while (recent.length > 0 && recent.at(-1)!.surge <= surge) recent.pop();
  recent.push({ bin, surge });
}
