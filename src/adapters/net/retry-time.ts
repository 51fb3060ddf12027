export type ReplyHeaders = Record<string, string | string[] | undefined>;

/**
 * Earliest instant (epoch ms) at which a service wants to be asked again, from the headers that services use for it:
 * `Retry-After` (seconds or date), `x-rate-limit-reset` (epoch seconds), `x-ratelimit-reset` (seconds from now, epoch
 * seconds or a date) and `ratelimit-reset` (seconds from now). Null when none says anything.
 */
export function retryTime(headers: ReplyHeaders, nowMs: number): number | null {
  const retryAfter = instantOf(first(headers['retry-after']), nowMs);
  if (retryAfter !== null) return retryAfter;
  for (const name of ['x-rate-limit-reset', 'x-ratelimit-reset', 'ratelimit-reset']) {
    const reset = instantOf(first(headers[name]), nowMs);
    if (reset !== null) return reset;
  }
  return null;
}

/** How many more requests the service allows before its reset time; null when it doesn't say. */
export function remainingRequests(headers: ReplyHeaders): number | null {
  for (const name of ['x-rate-limit-remaining', 'x-ratelimit-remaining', 'ratelimit-remaining']) {
    const value = Number.parseFloat(first(headers[name]) ?? '');
    if (Number.isFinite(value)) return value;
  }
  return null;
}

/** Numbers beyond this many seconds can only be meant as seconds since the epoch. */
const epochFromSeconds = 1_000_000_000;
const longestWaitMs = 24 * 3_600_000;

function instantOf(value: string | undefined, nowMs: number): number | null {
  if (value === undefined || value.trim() === '') return null;
  const seconds = Number(value);
  const at = Number.isFinite(seconds)
    ? seconds >= epochFromSeconds
      ? seconds * 1_000
      : nowMs + Math.max(0, seconds) * 1_000
    : Date.parse(value);
  if (!Number.isFinite(at)) return null;
  // A wrong clock on the other side must not silence a source for weeks.
  return Math.min(Math.max(at, nowMs), nowMs + longestWaitMs);
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
