import { cleanText } from '../../ports/external-post.ts';
import type { FetchedPost } from '../../ports/source.ts';

/** A post of a source, with its text made harmless and its absent fields left out. */
export function fetchedPost(source: string, fields: Omit<FetchedPost, 'id' | 'source'>): FetchedPost {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const { nativeId, author, createdAt } = fields;
  return {
    ...Object.fromEntries(present),
    id: `${source}:${nativeId}`,
    source,
    nativeId,
    author,
    createdAt,
    text: cleanText(fields.text),
  };
}

/** A post that is there no more. Its author and instant aren't told any more either: what is stored keeps its own. */
export function goneFrom(source: string, nativeId: string, createdAt: number): FetchedPost {
  return fetchedPost(source, { nativeId, author: 'unknown', text: '', createdAt, deleted: true });
}

/** Of each post asked about by id what was found, or that it is gone. One that is there and can't be read is neither. */
export function foundOrGone(
  asked: readonly string[],
  { posts, there, source, now }: { posts: FetchedPost[]; there: ReadonlySet<string>; source: string; now: number },
): FetchedPost[] {
  const found = new Map(posts.map((post) => [post.nativeId, post]));
  return asked.flatMap((nativeId) => {
    const post = found.get(nativeId);
    if (post) return [post];
    return there.has(nativeId) ? [] : [goneFrom(source, nativeId, now)];
  });
}
