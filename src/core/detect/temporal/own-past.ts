import { settings } from './settings.ts';

/**
 * What a series of mentions has shown of surges: counts above the expected mean. Talk comes in bursts of its own (a story, a joke, a storm of
 * reposts), far more often than a law of counts foretells, so that only the past of the series says how rare one is. Plain data.
 */
export interface OwnPast {
  /** Bins watched, the older the less. */
  watched: number;
  /** Those of them by the size of their surge: n-th from 2^(n ÷ `perOctave`) mentions up; what is less stands in the first, what is more in the last. */
  sizes: number[];
  /** Surges of the last day that no later one has reached: bins, and heights that fall. */
  recent: { bin: number; surge: number }[];
}

/** Classes of sizes, each 4.4 % wide, up to 16 million mentions. */
const perOctave = 16;
const classes = 24 * perOctave;
/** Share of bins that surge highly: above what they reach … */
const highShare = 0.002;
/**
 * … a surge twice as high is 2^this times rarer. It sets minutes, not which of two surges is rarer. Hill's estimate is about 2
 * for most real tweet volumes and more for calm ones; with 2 an outage of eight times the usual would hardly ever reach a month (decision 114).
 */
const tailPower = 4;
const dayMinutes = 1440;

export function noPast(): OwnPast {
  return { watched: 0, sizes: new Array<number>(classes).fill(0), recent: [] };
}

/**
 * Takes in a bin of `minutes` with `count` mentions where `expected` were; bins come in order. Returns the mean time between bins that surge as
 * highly as this one in the series' own past, minutes, under a Pareto law above a high quantile of all its surges (Hill 1975, Annals of
 * Statistics 3). A long surge is many bins of the past, so that it weighs by its length; but it is told once: a bin that isn't above the whole
 * day before has 0. On the first day nothing is rarer than what was watched.
 */
export function ownPastMinutes(
  past: OwnPast,
  seen: { bin: number; minutes: number; count: number; expected: number },
): number {
  const { bin, minutes } = seen;
  const surge = Math.max(0, seen.count - seen.expected);
  const before = highestOfDay(past, bin - dayMinutes / minutes);
  const young = past.watched * minutes < dayMinutes;
  const bins = young ? past.watched + 1 : surge > before ? binsBetween(past, surge) : 0;
  learn(past, surge, Math.exp(-minutes / (dayMinutes * settings.trialMemoryDays)));
  remember(past, bin, surge);
  return bins * minutes;
}

/** Mean number of bins between those that surge so highly: the tail begins at what a share of the past surpasses, or its highest bin alone. */
function binsBetween({ watched, sizes }: OwnPast, surge: number): number {
  const high = Math.max(1, highShare * watched);
  let above = 0;
  let n = classes - 1;
  for (; above + sizes[n]! < high; n -= 1) above += sizes[n]!;
  const begin = n + 1 - (high - above) / sizes[n]!;
  return (watched / high) * 2 ** ((tailPower * (classOf(surge) - begin)) / perOctave);
}

function learn(past: OwnPast, surge: number, keep: number): void {
  const { sizes } = past;
  past.watched = past.watched * keep + 1;
  for (let n = 0; n < classes; n += 1) sizes[n]! *= keep;
  sizes[Math.min(classes - 1, Math.floor(classOf(surge)))]! += 1;
}

/** Class of a surge's size, with its fraction. */
function classOf(surge: number): number {
  return perOctave * Math.log2(Math.max(1, surge));
}

function highestOfDay({ recent }: OwnPast, from: number): number {
  while (recent.length > 0 && recent[0]!.bin <= from) recent.shift();
  return recent[0]?.surge ?? 0;
}

function remember({ recent }: OwnPast, bin: number, surge: number): void {
  while (recent.length > 0 && recent.at(-1)!.surge <= surge) recent.pop();
  recent.push({ bin, surge });
}
