import type { SourcePage } from '../ports/source.ts';
import type { Habit } from '../store/source-silence.ts';
import type { SourceRecord, SourceState } from '../store/sources.ts';

/** What passes by itself is tried again so soon that a source is current within a minute of its end. */
const longestBackoffMs = 45_000;
/** What only time, money or a person mends. */
const lastingFaults: ReadonlySet<string> = new Set([
  'unauthorized',
  'forbidden',
  'misconfigured',
  'rate-limited',
  'budget-spent',
]);
const longestLastingMs = 15 * 60_000;
const firstBackoffMs = 5_000;
/** A source of which little is known is silent after this long without a post. */
const silentAfterMs = 12 * 3_600_000;
/** One that speaks regularly is never called silent sooner than this. */
export const shortestSilenceMs = 30 * 60_000;
/** Minutes with a mention that a habit needs, within at least a day. */
const fewestSpoken = 200;
const shortestHabitMinutes = 1_440;

/**
 * From which time without a post on a source is silent: twice its longest lull of the past week, nights included, or half a day while
 * too little is known of it. Only what breaks a habit is a gap: others may just have nothing to say.
 */
export function silenceOf(habit: Habit, nowMinute: number): { afterMs: number; isGap: boolean } {
  const { spoken, firstMinute, longestLull } = habit;
  const isKnown = spoken >= fewestSpoken && firstMinute !== null && nowMinute - firstMinute >= shortestHabitMinutes;
  if (!isKnown) return { afterMs: silentAfterMs, isGap: false };
  return { afterMs: Math.max(shortestSilenceMs, 2 * longestLull * 60_000), isGap: true };
}

/** Full-jitter backoff (Brooker 2015): uniform in 0 … min(limit, first · 2^failures), but never under a second. */
export function backoffMs(kind: string, failures: number, random: number): number {
  const longest = lastingFaults.has(kind) ? longestLastingMs : longestBackoffMs;
  const ceiling = Math.min(longest, firstBackoffMs * 2 ** Math.min(failures, 20));
  return Math.max(1_000, Math.round(random * ceiling));
}

/** How a source that answered is doing: silent when nothing came for long, limited when only part was taken. */
export function sourceStateOf({
  page,
  record,
  lastPostAt,
  nowMs,
  afterMs,
}: {
  page: SourcePage;
  record: Pick<SourceRecord, 'state' | 'message' | 'last_post_at'>;
  /** With the page's posts. */
  lastPostAt: number | null;
  nowMs: number;
  /** How long without a post is silence. */
  afterMs: number;
}): { state: SourceState; message: string } {
  const failing = page.notices?.find(({ kind }) => kind === 'failing');
  if (failing) return { state: 'failing', message: `${failing.where}: ${failing.message}` };
  const sampled = page.notices?.find(({ kind }) => kind === 'sampled');
  if (sampled) return { state: 'limited', message: `${sampled.where}: ${sampled.message}` };
  // While a backlog is being read, its posts are old: that is not silence.
  if (!page.more && lastPostAt !== null && nowMs - lastPostAt > afterMs) {
    return { state: 'silent', message: `no post since ${new Date(lastPostAt).toISOString()}` };
  }
  // In the middle of a round nothing is known yet of the places that are still to be asked.
  const isHeard = (lastPostAt ?? 0) > (record.last_post_at ?? 0);
  if (page.more && !isHeard && (record.state === 'silent' || record.state === 'limited'))
    return { state: record.state, message: record.message };
  const first = page.malformed[0];
  return { state: 'ok', message: first ? `${page.malformed.length} unreadable: ${first.where}: ${first.message}` : '' };
}
