import { compileSpeakers } from '../../core/classify/own-accounts.ts';
import type { FetchedPost } from '../../ports/source.ts';
import { fetchedPost } from './fetched-post.ts';
import { idInstant, lookupReply, postFields, readPosts } from './x-posts.ts';
import type { XParts } from './x-round.ts';

/** What became of posts delivered earlier; as many as the budget pays for. */
export function rechecker({ context, client, budget }: XParts) {
  const speakerOf = compileSpeakers(context.brands);
  return async (nativeIds: string[], signal: AbortSignal): Promise<FetchedPost[]> => {
    const now = context.clock.now();
    const asked = nativeIds.slice(0, budget.affordable({ wanted: Math.min(100, nativeIds.length), least: 1 }, now));
    const reply = await client.call({
      path: 'tweets',
      query: { ids: asked.join(','), ...postFields },
      schema: lookupReply,
      signal,
    });
    budget.charge(reply.data.length, now);
    const { posts } = readPosts(reply, { source: context.id, where: 'posts asked for again', speakerOf });
    // Deleted, protected and suspended ones are named as errors: none of them may be shown any longer.
    const gone = reply.errors.flatMap(({ resource_id: nativeId }) =>
      nativeId && asked.includes(nativeId) ? [nativeId] : [],
    );
    const erased = gone.map((nativeId) =>
      fetchedPost(context.id, {
        nativeId,
        author: 'unknown',
        text: '',
        createdAt: idInstant(nativeId) ?? now,
        deleted: true,
      }),
    );
    return [...posts, ...erased];
  };
}
