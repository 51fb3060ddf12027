/**
 * ln Σ e^xᵢ without overflow or underflow: the largest is taken out, m + ln Σ e^(xᵢ − m). −Infinity for nothing, and where all are; Infinity
 * where one is.
 */
export function logSumExp(logs: readonly number[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const log of logs) most = Math.max(most, log);
  if (!Number.isFinite(most)) return most;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - most);
  return most + Math.log(sum);
}
