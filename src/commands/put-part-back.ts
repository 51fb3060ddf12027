import type { Post } from '../core/words/post.ts';
import type { IngestSettings } from '../pipeline/ingest.ts';
import type { Knowledge } from '../pipeline/judge.ts';
import { longestIdleMs } from '../pipeline/leases.ts';
import { ingestPart, isPassing, minutesOf } from '../pipeline/store-part.ts';
import { storing } from '../pipeline/storing.ts';
import type { Queryable } from '../ports/database.ts';
import { decodePart, partBytes } from '../ports/page-part.ts';
import type { PagePart } from '../ports/page-queue.ts';
import { closeAsideGap, openAsideGap } from '../store/aside-gaps.ts';
import { writeAudit } from '../store/audit.ts';
import { type AsideKey, deletePartAside, findPartAside, lockPartition, replacePartAside } from '../store/page-queue.ts';
import { findKnownPosts } from '../store/posts.ts';
import { judgeAgain } from '../store/source-silence.ts';
import type { Acting } from './acting.ts';

export interface PutBackTools extends Acting {
  knowledge: Knowledge;
  settings: IngestSettings;
}

/** What became of a part that was kept aside. */
export interface PutBack {
  /** Posts that are in the store now, or were already. */
  stored: number;
  /** Posts that stay aside; null where nobody can read the part. */
  left: number | null;
  /** Why something stays. */
  fault: string | null;
}

/**
 * Stores the posts of a part that was kept aside as if it had just come, and ends its gap. Where it still can't be stored as a whole, its
 * halves are, down to the posts that can't: these alone stay aside. What is known in a later version stays as it is. Each step is one
 * transaction, so that broken off and called again it goes on where it was. Null when it isn't kept aside any more.
 */
export async function putPartBack(tools: PutBackTools, key: AsideKey): Promise<PutBack | null> {
  const aside = await findPartAside(tools.database, key);
  if (!aside) return null;
  const part = decodePart(aside.bytes);
  if ('unreadable' in part) return { stored: 0, left: null, fault: part.unreadable };
  const done = await storePosts(tools, key, part.posts);
  const detail = { partition: key.partition, sequence: key.sequence, source: aside.source, ...done };
  await writeAudit(tools.database, { at: tools.clock.now(), actor: tools.actor, action: 'part-put-back', detail });
  return done;
}

async function storePosts(tools: PutBackTools, key: AsideKey, posts: Post[]): Promise<PutBack> {
  try {
    const stored = await storing(tools.database, (tx) => moveBack(tx, tools, { key, posts }));
    return { stored, left: 0, fault: null };
  } catch (error) {
    if (isPassing(error)) throw error;
    const fault = (error as Error).message;
    if (posts.length < 2) return { stored: 0, left: posts.length, fault };
    const middle = Math.ceil(posts.length / 2);
    const first = await storePosts(tools, key, posts.slice(0, middle));
    const second = await storePosts(tools, key, posts.slice(middle));
    return {
      stored: first.stored + second.stored,
      left: first.left! + second.left!,
      fault: first.fault ?? second.fault,
    };
  }
}

/** Some of the posts of a part, as far as they are in it still, go from aside into the store. Returns how many. */
async function moveBack(
  tx: Queryable,
  { knowledge, settings, clock }: PutBackTools,
  { key, posts }: { key: AsideKey; posts: Post[] },
): Promise<number> {
  await lockPartition(tx, key.partition, longestIdleMs);
  const aside = await findPartAside(tx, key);
  if (!aside) return 0;
  const part = decodePart(aside.bytes) as PagePart;
  const ids = new Set(posts.map(({ id }) => id));
  const mine = part.posts.filter(({ id }) => ids.has(id));
  const left = part.posts.filter(({ id }) => !ids.has(id));
  await ingestPart(tx, { ...part, posts: await news(tx, mine) }, { knowledge, settings, nowMs: clock.now() });
  const minutes = minutesOf(left);
  if (left.length === 0) await deletePartAside(tx, key);
  else await replacePartAside(tx, { ...aside, minutes, bytes: partBytes({ ...part, posts: left }) });
  const before = aside.minutes ?? minutesOf(part.posts);
  if (before && (await closeAsideGap(tx, aside.source, before))) {
    if (minutes?.from !== before.from) await openAsideGap(tx, aside.source, minutes);
    await judgeAgain(
      tx,
      knowledge.brands.packs.map(({ id }) => id),
      before.from,
    );
  }
  return mine.length;
}

/** Without posts that are known in the same or a later version: what was said of them since stands. */
async function news(tx: Queryable, posts: Post[]): Promise<Post[]> {
  const known = await findKnownPosts(
    tx,
    posts.map(({ id }) => id),
  );
  return posts.filter(({ id, deleted, editedAt }) => {
    const version = known.get(id);
    return !version || deleted || (editedAt ?? 0) > (version.edited_at ?? 0);
  });
}
