/** A run of intervals by index, both ends included. */
export interface ScanWindow {
  from: number;
  to: number;
}

/** Windows of 1 … longest intervals that end with the last one, shortest first; retrospective: ending anywhere. */
export function scanWindows(intervals: number, longest: number, retrospective = false): ScanWindow[] {
  const windows: ScanWindow[] = [];
  for (let to = retrospective ? 0 : intervals - 1; to < intervals; to++) {
    for (let length = 1; length <= Math.min(longest, to + 1); length++) windows.push({ from: to - length + 1, to });
  }
  return windows;
}

/** Sums of `values[location * intervals + t]` over each window, as `sums[location * windows + w]`. */
export function windowSums(values: ArrayLike<number>, intervals: number, windows: readonly ScanWindow[]): Float64Array {
  const locations = values.length / intervals;
  const sums = new Float64Array(locations * windows.length);
  const running = new Float64Array(intervals + 1);
  for (let location = 0; location < locations; location++) {
    for (let t = 0; t < intervals; t++) running[t + 1] = running[t]! + values[location * intervals + t]!;
    windows.forEach(({ from, to }, w) => {
      sums[location * windows.length + w] = running[to + 1]! - running[from]!;
    });
  }
  return sums;
}
