import { z } from 'zod';
import type { Source } from '../../ports/source.ts';
import { startWalk, stepBack, walked, walkPosition } from './backward-walk.ts';
import { queriesFor } from './brand-words.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { hackerNewsPost, hit } from './hacker-news-post.ts';
import { itemRechecker } from './hacker-news-recheck.ts';
import { inOrder, readItems, readReply, said } from './items.ts';
import { createRota, type RotaPage } from './rota.ts';

const settings = z.strictObject({
  baseUrl: z.url().default('https://hn.algolia.com').describe('Address of the Algolia search of Hacker News.'),
  itemsUrl: z
    .url()
    .default('https://hacker-news.firebaseio.com')
    .describe('Address of the items API, which is asked whether a post is still there.'),
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
    const posts = read.good.map(({ item }) => hackerNewsPost(item, id));
    const items = posts.map((post) => walked(post));
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
  return { id, kind: 'hacker-news', ...rota, recheck: itemRechecker(options.itemsUrl, context), close: async () => {} };
}

export const hackerNews = sourceEntry({
  kind: 'hacker-news',
  description: 'Stories and comments of Hacker News, by the Algolia search.',
  keyless: true,
  everyMs: 120_000,
  settings,
  create,
});
