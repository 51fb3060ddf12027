import { z } from 'zod';
import type { FetchedPost, Source } from '../../ports/source.ts';
import { startWalk, stepBack, walkPosition } from './backward-walk.ts';
import { queriesFor } from './brand-words.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { fetchedPost } from './fetched-post.ts';
import { htmlText } from './html-text.ts';
import { epochSeconds, inOrder, readItems, readReply, said } from './items.ts';
import { createRota, type RotaPage } from './rota.ts';

const settings = z.strictObject({
  baseUrl: z.url().default('https://hn.algolia.com').describe('Address of the Algolia search of Hacker News.'),
  queries: z.array(said).default([]).describe('Phrases to search for besides those of the brand packs.'),
  pageSize: z.number().int().min(1).max(1_000).default(100).describe('Hits asked for in one request.'),
  lookbackMinutes: z.number().min(1).default(180).describe('How far back the first search goes, minutes.'),
  overlapSeconds: z
    .number()
    .min(0)
    .default(300)
    .describe('How late a hit may enter the index and still be found, seconds.'),
});
type Settings = z.output<typeof settings>;

const envelope = z.object({ hits: z.array(z.unknown()) });
const hit = z.object({
  objectID: said,
  author: said,
  created_at_i: epochSeconds,
  title: z.string().nullish(),
  story_text: z.string().nullish(),
  comment_text: z.string().nullish(),
  points: z.number().optional().catch(undefined),
});

/** Walks from the newest hit backwards by time: the index sorts by date in this direction alone. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock, fetcher } = context;
  const overlapMs = options.overlapSeconds * 1_000;
  const packQueries = queriesFor(context.brands, 'hacker-news', (brand) =>
    brand.words.slice(0, 1).map((word) => `"${word}"`),
  );

  async function ask(
    query: string,
    saved: z.output<typeof walkPosition> | null,
    signal: AbortSignal,
  ): Promise<RotaPage<z.output<typeof walkPosition>>> {
    const position = saved ?? startWalk(clock.now() - options.lookbackMinutes * 60_000, overlapMs);
    const url = new URL('/api/v1/search_by_date', options.baseUrl);
    const from = Math.floor((position.floorAt - overlapMs) / 1_000);
    const until = position.walk ? `,created_at_i<=${position.walk.token}` : '';
    url.search = new URLSearchParams({
      query,
      tags: '(story,comment)',
      hitsPerPage: String(options.pageSize),
      numericFilters: `created_at_i>=${from}${until}`,
    }).toString();
    const reply = await fetcher.fetch({ url, signal });
    const { hits } = readReply(reply.text, envelope, url.host);
    const read = readItems(hits, hit, (index) => `search for ${query}, hit ${index + 1}`);
    const posts = read.good.map(({ item }) => toPost(item, id));
    const items = posts.map((post) => ({ id: post.nativeId, createdAt: post.createdAt, post }));
    const about = { where: `search for ${query}`, askedAt: clock.now(), isWhole: hits.length < options.pageSize };
    const step = stepBack(
      position,
      { items, nextToken: nextToken(items, hits.length, position.walk?.token), ...about },
      overlapMs,
    );
    return {
      posts: inOrder(step.fresh.map(({ post }) => post)),
      malformed: read.malformed,
      position: step.position,
      more: step.more,
      notices: step.notices,
    };
  }

  /** The oldest second of a full page, asked for again because it may hold more; one second less when nothing else was left. */
  function nextToken(items: readonly { createdAt: number }[], hits: number, token: string | undefined): string | null {
    if (hits < options.pageSize || items.length === 0) return null;
    const oldest = Math.min(...items.map((item) => item.createdAt)) / 1_000;
    return String(String(oldest) === token ? oldest - 1 : oldest);
  }

  const rota = createRota({
    source: id,
    places: [...new Set([...packQueries, ...options.queries])],
    position: walkPosition,
    ask,
  });
  return { id, kind: 'hacker-news', ...rota, close: async () => {} };
}

function toPost(item: z.output<typeof hit>, source: string): FetchedPost {
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

export const hackerNews = sourceEntry({
  kind: 'hacker-news',
  description: 'Stories and comments of Hacker News, by the Algolia search.',
  keyless: true,
  everyMs: 120_000,
  settings,
  create,
});
