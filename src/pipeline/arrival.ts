import { minuteOf } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import type { SourcePage } from '../ports/source.ts';
import { endSilence, judgeAgain, openSilence } from '../store/source-silence.ts';
import { recordGap, recordRead } from '../store/sources.ts';

/** What detection is told of a source once all posts of a page are stored, and not before: what is on its way is late, not missing. */
export interface Arrival {
  source: string;
  posts: number;
  malformed: number;
  /** Epoch ms up to which the source is read through; null while more is waiting. */
  readTo: number | null;
  /** Minutes: of the earliest post, and from which on the source is silent. */
  heardFrom: number | null;
  silentFrom: number | null;
  gaps: { from: number; to: number; reason: string }[];
}

export function arrivalOf(
  page: SourcePage,
  about: Pick<Arrival, 'source' | 'silentFrom'> & { atMs: number; begunAt: number },
): Arrival {
  const { begunAt, atMs, ...rest } = about;
  const first = page.posts.reduce((least, { createdAt }) => Math.min(least, createdAt), Number.POSITIVE_INFINITY);
  return {
    ...rest,
    posts: page.posts.length,
    malformed: page.malformed.length,
    readTo: page.more ? null : (page.readTo ?? begunAt),
    heardFrom: page.posts.length > 0 ? minuteOf(first) : null,
    gaps: noticedGaps(page, atMs),
  };
}

function noticedGaps({ notices = [] }: SourcePage, nowMs: number): Arrival['gaps'] {
  return notices.flatMap(({ kind, fromAt, toAt, message }) =>
    kind === 'gap' && fromAt !== undefined
      ? [{ from: minuteOf(fromAt), to: minuteOf(toAt ?? nowMs) + 1, reason: message }]
      : [],
  );
}

/** Belongs into the transaction that stores the last of the page's posts, or into a later one. */
export async function recordArrival(tx: Queryable, arrival: Arrival, brands: readonly string[]): Promise<void> {
  const { source, posts, malformed, readTo, heardFrom, silentFrom, gaps } = arrival;
  await recordRead(tx, { id: source, posts, malformed, readTo });
  if (heardFrom !== null) await endSilence(tx, { source, brands, minute: heardFrom });
  if (silentFrom !== null) await openSilence(tx, { source, brands, minute: silentFrom });
  for (const gap of gaps) {
    await recordGap(tx, { source, ...gap });
    // One of several places may have been missed while the others were read: those minutes were judged as calm.
    await judgeAgain(tx, brands, gap.from);
  }
}
