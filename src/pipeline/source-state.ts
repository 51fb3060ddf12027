import type { SourcePage } from '../ports/source.ts';
import type { SourceRecord, SourceState } from '../store/sources.ts';

const longestBackoffMs = 15 * 60_000;
const firstBackoffMs = 5_000;
/** A source that used to deliver is silent after this long without a post. */
const silentAfterMs = 12 * 3_600_000;

/** Full-jitter backoff (Brooker 2015): uniform in 0 … min(limit, first · 2^failures), but never under a second. */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(failures, 20));
  return Math.max(1_000, Math.round(random * ceiling));
}

/** How a source that answered is doing: silent when nothing came for long, limited when only part was taken. */
export function sourceStateOf({
  page,
  record,
  nowMs,
}: {
  page: SourcePage;
  record: Pick<SourceRecord, 'last_post_at'>;
  nowMs: number;
}): { state: SourceState; message: string } {
  const failing = page.notices?.find(({ kind }) => kind === 'failing');
  if (failing) return { state: 'failing', message: `${failing.where}: ${failing.message}` };
  const sampled = page.notices?.find(({ kind }) => kind === 'sampled');
  if (sampled) return { state: 'limited', message: `${sampled.where}: ${sampled.message}` };
  // While a backlog is being read, its posts are old: that is not silence.
  if (!page.more && record.last_post_at !== null && nowMs - record.last_post_at > silentAfterMs) {
    return { state: 'silent', message: `no post since ${new Date(record.last_post_at).toISOString()}` };
  }
  const first = page.malformed[0];
  return { state: 'ok', message: first ? `${page.malformed.length} unreadable: ${first.where}: ${first.message}` : '' };
}
