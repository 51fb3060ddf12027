export interface Band {
  /** Posts in the last window. */
  recent: number;
  mean: number;
  threshold: number;
  /** True when the last window leaves the band, and as long as there is too little past to tell. */
  out: boolean;
}

const fewestWindows = 8;
const trimmedShare = 0.1;
const deviations = 3;

/**
 * Whether the last window of minute counts is worth buying its posts: above mean + 3 deviations of the windows before
 * it, without their highest tenth. This decides about money; whether it is an incident is the detector's to say.
 */
export function bandOf(minuteCounts: readonly number[], windowMinutes: number): Band {
  const windows: number[] = [];
  for (let end = minuteCounts.length; end >= windowMinutes; end -= windowMinutes) {
    windows.push(minuteCounts.slice(end - windowMinutes, end).reduce((sum, count) => sum + count, 0));
  }
  const [recent = 0, ...past] = windows;
  const usual = past.sort((a, b) => a - b).slice(0, Math.ceil(past.length * (1 - trimmedShare)));
  const mean = usual.reduce((sum, count) => sum + count, 0) / Math.max(1, usual.length);
  const variance = usual.reduce((sum, count) => sum + (count - mean) ** 2, 0) / Math.max(1, usual.length - 1);
  const threshold = mean + deviations * Math.sqrt(Math.max(variance, mean, 1));
  return { recent, mean, threshold, out: past.length < fewestWindows || recent > threshold };
}
