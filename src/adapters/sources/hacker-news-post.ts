import { z } from 'zod';
import type { FetchedPost } from '../../ports/source.ts';
import { fetchedPost } from './fetched-post.ts';
import { htmlText } from './html-text.ts';
import { epochSeconds, said } from './items.ts';

/** A story or comment as the index has it. */
export const hit = z.object({
  objectID: said,
  author: said,
  created_at_i: epochSeconds,
  title: z.string().nullish(),
  story_text: z.string().nullish(),
  comment_text: z.string().nullish(),
  points: z.number().optional().catch(undefined),
});

export function hackerNewsPost(item: z.output<typeof hit>, source: string): FetchedPost {
  const body = htmlText(item.comment_text ?? item.story_text ?? '');
  // A comment carries its story's title under another name; `title` is the story's own.
  return fetchedPost(source, {
    nativeId: item.objectID,
    author: item.author,
    text: [item.title, body].filter(Boolean).join('\n'),
    createdAt: item.created_at_i,
    url: `https://news.ycombinator.com/item?id=${item.objectID}`,
    reach: item.points,
  });
}
