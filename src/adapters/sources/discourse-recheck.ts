import { z } from 'zod';
import { type FetchedPost, type Rechecked, SourceError } from '../../ports/source.ts';
import { type ForumPost, forumPost } from './discourse-post.ts';
import type { SourceContext } from './entry.ts';
import { goneFrom } from './fetched-post.ts';
import { readReply, said } from './items.ts';

/** Each post takes a request or two of what its forum grants to reading as well. */
const postsOfForum = 10;
const gone = [404, 410];

const onePost = forumPost.extend({ user_deleted: z.boolean().nullish(), deleted_at: z.string().nullish() });
const topic = z.object({ title: said });

export interface RecheckParts {
  context: SourceContext;
  /** Addresses of the forums. */
  places: readonly string[];
  postOf: (item: ForumPost, forum: string) => FetchedPost;
}

/** What became of posts of these forums. Of a forum that fails nothing is learned while another one answers. */
export function discourseRechecker({ context, places, postOf }: RecheckParts) {
  const { id, fetcher, clock } = context;
  const hosts = places.map((forum) => new URL(forum).host);
  // A post's id names its host alone: where two forums share one, nobody could tell whose post is gone.
  const forums = new Map(
    places
      .map((forum, index) => [hosts[index]!, forum] as const)
      .filter(([host]) => hosts.indexOf(host) === hosts.lastIndexOf(host)),
  );

  return async (nativeIds: string[], signal: AbortSignal): Promise<Rechecked> => {
    const asked = asMany(nativeIds);
    const posts: FetchedPost[] = [];
    const failed = new Map<string, SourceError>();
    let answers = 0;
    for (const nativeId of asked) {
      const { host, number } = partsOf(nativeId);
      const forum = forums.get(host);
      if (forum === undefined || !/^\d+$/.test(number) || failed.has(host)) continue;
      try {
        posts.push(await lookUp({ forum, number, nativeId }, signal));
        answers++;
      } catch (error) {
        const isHosts = error instanceof SourceError && error.kind !== 'aborted';
        if (!isHosts) throw error;
        // A post that was moved to where only members read is no fault of its forum.
        if (error.kind !== 'forbidden') failed.set(host, error);
      }
    }
    const [first] = failed.values();
    if (first && answers === 0) throw first;
    return { asked: asked.length, posts };
  };

  async function lookUp(
    { forum, number, nativeId }: { forum: string; number: string; nativeId: string },
    signal: AbortSignal,
  ): Promise<FetchedPost> {
    const vanished = goneFrom(id, nativeId, clock.now());
    const base = forum.replace(/\/$/, '');
    const reply = await fetcher.fetch({ url: `${base}/posts/${number}.json`, expected: gone, signal });
    if (gone.includes(reply.status)) return vanished;
    const item = readReply(reply.text, onePost, new URL(forum).host);
    if (item.user_deleted || item.deleted_at) return vanished;
    if (item.post_number !== 1 || item.topic_title || !item.topic_id) return postOf(item, forum);
    // The listing gives a topic's first post with its title, the post alone comes without: its text would seem edited.
    const about = await fetcher.fetch({ url: `${base}/t/${item.topic_id}.json`, expected: gone, signal });
    if (gone.includes(about.status)) return vanished;
    return postOf({ ...item, topic_title: readReply(about.text, topic, new URL(forum).host).title }, forum);
  }
}

function partsOf(nativeId: string): { host: string; number: string } {
  const cut = nativeId.lastIndexOf('/');
  return { host: nativeId.slice(0, cut), number: nativeId.slice(cut + 1) };
}

/** As many from the first on as no forum is asked for more than it should be. */
function asMany(nativeIds: readonly string[]): string[] {
  const counts = new Map<string, number>();
  const end = nativeIds.findIndex((nativeId) => {
    const { host } = partsOf(nativeId);
    counts.set(host, (counts.get(host) ?? 0) + 1);
    return counts.get(host)! > postsOfForum;
  });
  return nativeIds.slice(0, end === -1 ? nativeIds.length : end);
}
