/**
 * Scoring of the Numenta Anomaly Benchmark, standard profile: Lavin & Ahmad (2015), Evaluating real-time anomaly detection algorithms,
 * IEEE ICMLA, section II.
 */

/** What is wrong with a false positive, against 1 for a missed window and 1 for one found at its beginning. */
const falsePositiveWeight = 0.11;
/** The first rows of a series teach only: 15 % of it, at most 15 % of 5,000 rows. */
const probation = { share: 0.15, atMost: 750 };

export interface NabSeries {
  /** Score of each row; the higher, the stranger. */
  scores: ArrayLike<number>;
  /** Labeled windows in order, row numbers, both ends within. */
  windows: readonly { first: number; last: number }[];
}

export interface NabResult {
  /** 0: as good as a detector that is silent; 100: every window found at its first row, and nothing else. */
  score: number;
  threshold: number;
  found: number;
  windows: number;
  falsePositives: number;
}

/** The result at the one threshold for all series that gives the highest score, as the benchmark's optimizer looks for. */
export function bestNabResult(series: readonly NabSeries[]): NabResult {
  const rows = series.flatMap(judgeRows).sort((a, b) => b.score - a.score);
  const windows = countWindows(series);
  const best = new Map<string, number>();
  let total = -windows;
  let falsePositives = 0;
  let result: NabResult = { score: 0, threshold: Number.POSITIVE_INFINITY, found: 0, windows, falsePositives: 0 };
  for (const [i, row] of rows.entries()) {
    if (row.window === null) {
      falsePositives += 1;
      total += row.worth;
    } else {
      const before = best.get(row.window) ?? -1;
      if (row.worth > before) {
        total += row.worth - before;
        best.set(row.window, row.worth);
      }
    }
    if (rows[i + 1]?.score === row.score) continue;
    const score = (100 * (total + windows)) / (2 * windows);
    if (score > result.score) result = { score, threshold: row.score, found: best.size, windows, falsePositives };
  }
  return result;
}

/** The result at a threshold: rows that score at least so much are called anomalous. */
export function nabResultAt(series: readonly NabSeries[], threshold: number): NabResult {
  const windows = countWindows(series);
  const best = new Map<string, number>();
  let falsePositives = 0;
  let cost = 0;
  for (const row of series.flatMap(judgeRows)) {
    if (row.score < threshold) continue;
    if (row.window === null) {
      falsePositives += 1;
      cost += row.worth;
    } else best.set(row.window, Math.max(best.get(row.window) ?? -1, row.worth));
  }
  const total = cost - (windows - best.size) + [...best.values()].reduce((sum, worth) => sum + worth, 0);
  return { score: (100 * (total + windows)) / (2 * windows), threshold, found: best.size, windows, falsePositives };
}

interface JudgedRow {
  score: number;
  window: string | null;
  /** What the row adds when it is called anomalous: in a window up to 1, the best row of a window counts; outside from −0.11 to 0. */
  worth: number;
}

/** Rows after the probation, each with what it is worth. */
function judgeRows({ scores, windows }: NabSeries, series: number): JudgedRow[] {
  const from = Math.floor(Math.min(probation.share * scores.length, probation.atMost));
  const rows: JudgedRow[] = [];
  let next = 0;
  for (let row = 0; row < scores.length; row++) {
    while (next < windows.length && windows[next]!.last < row) next += 1;
    const ahead = windows[next];
    const inside = ahead !== undefined && row >= ahead.first;
    if (row >= from)
      rows.push({
        score: scores[row]!,
        window: inside ? `${series}/${next}` : null,
        worth: inside ? worthInside(row, ahead) : falsePositiveWeight * worthAfter(row, windows[next - 1]),
      });
  }
  return rows;
}

function worthInside(row: number, { first, last }: { first: number; last: number }): number {
  return scaledSigmoid(-(last - row + 1) / (last - first + 1)) / scaledSigmoid(-1);
}

function worthAfter(row: number, before: { first: number; last: number } | undefined): number {
  return before === undefined ? -1 : scaledSigmoid((row - before.last) / (before.last - before.first));
}

/** 1 well before the right end of a window, 0 at it, −1 well after, by position in widths of the window. */
function scaledSigmoid(position: number): number {
  return position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

function countWindows(series: readonly NabSeries[]): number {
  return series.reduce((sum, { windows, scores }) => {
    const from = Math.floor(Math.min(probation.share * scores.length, probation.atMost));
    return sum + windows.filter(({ last }) => last >= from).length;
  }, 0);
}
