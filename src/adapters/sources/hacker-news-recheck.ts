import { z } from 'zod';
import type { FetchedPost, Rechecked } from '../../ports/source.ts';
import type { SourceContext } from './entry.ts';
import { goneFrom } from './fetched-post.ts';
import { hackerNewsPost } from './hacker-news-post.ts';
import { epochSeconds, readReply, said } from './items.ts';

/** As the items API has it: HTML in `text`, as in the index. An item that was deleted has hardly more than its id. */
const item = z.object({
  id: z.number(),
  by: said.optional(),
  time: epochSeconds.optional(),
  title: z.string().optional(),
  text: z.string().optional(),
  score: z.number().optional().catch(undefined),
  deleted: z.boolean().optional(),
  dead: z.boolean().optional(),
});

/** Each takes a request, and all come from one host. */
const itemsAtOnce = 20;

/** What became of stories and comments, by the items API: the index keeps what was deleted. */
export function itemRechecker(itemsUrl: string, { id, fetcher, clock }: SourceContext) {
  return async (nativeIds: string[], signal: AbortSignal): Promise<Rechecked> => {
    const asked = nativeIds.slice(0, itemsAtOnce);
    const posts: FetchedPost[] = [];
    for (const nativeId of asked.filter((one) => /^\d+$/.test(one))) {
      const reply = await fetcher.fetch({ url: new URL(`/v0/item/${nativeId}.json`, itemsUrl), signal });
      // It answers null for what it doesn't know yet: nothing is learned from that.
      const found = readReply(reply.text, item.nullable(), 'Hacker News');
      if (found) posts.push(...outcomeOf(found));
    }
    return { asked: asked.length, posts };
  };

  /** What moderators or readers have killed is shown no more either. */
  function outcomeOf({
    id: number,
    by,
    time,
    title,
    text,
    score,
    deleted,
    dead,
  }: z.output<typeof item>): FetchedPost[] {
    const objectID = String(number);
    if (deleted || dead) return [goneFrom(id, objectID, time ?? clock.now())];
    if (by === undefined || time === undefined) return [];
    const hit = { objectID, author: by, created_at_i: time, title, story_text: text, points: score };
    return [hackerNewsPost(hit, id)];
  }
}
