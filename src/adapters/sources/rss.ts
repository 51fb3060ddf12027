import { z } from 'zod';
import type { BrandPack } from '../../core/words/brand.ts';
import { isPostDate } from '../../core/words/post-date.ts';
import type { FetchedPost, Source, SourceNotice } from '../../ports/source.ts';
import { queriesFor } from './brand-words.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { type FeedItem, readFeed, shortHash } from './feed-items.ts';
import { fetchedPost } from './fetched-post.ts';
import { inOrder, said } from './items.ts';
import { createRota, type RotaPage } from './rota.ts';

const settings = z.strictObject({
  feeds: z
    .array(z.strictObject({ url: z.url(), brand: said.optional() }))
    .default([])
    .describe('Feeds to read besides those of the brand packs; `brand` when every entry is about this brand.'),
  maxAgeMinutes: z
    .number()
    .min(1)
    .default(1_440)
    .describe('Entries older than this on the first reading are left out, minutes.'),
});
type Settings = z.output<typeof settings>;

const position = z.object({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Short hash of each entry's id → version last given out. */
  seen: z.record(z.string(), z.string()),
  /** When the feed was asked for last, epoch ms. */
  readAt: z.number().optional(),
});
type Position = z.output<typeof position>;

/** Feeds hold their last few dozen entries and nothing else: what was seen is told apart by id, what changed by content. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock, fetcher } = context;
  const brandOf = new Map(options.feeds.map(({ url, brand }) => [url, brand]));
  const statusHosts = statusHostsOf(context.brands);
  const packFeeds = queriesFor(context.brands, 'rss').filter(
    (url) => URL.canParse(url) && !statusHosts.has(new URL(url).host),
  );
  const places = [...new Set([...packFeeds, ...brandOf.keys()])];

  async function ask(feed: string, saved: Position | null, signal: AbortSignal): Promise<RotaPage<Position>> {
    const readAt = clock.now();
    const reply = await fetcher.fetch({ url: feed, headers: conditions(saved), signal });
    if (reply.status === 304 && saved) return { posts: [], position: { ...saved, readAt }, more: false };
    const content = readFeed(reply.text, feed);
    const known = saved?.seen ?? {};
    const fresh = content.items.filter((item) => known[shortHash(item.id)] !== item.version);
    const oldestAt = saved ? Number.NEGATIVE_INFINITY : clock.now() - options.maxAgeMinutes * 60_000;
    const about = { source: id, now: clock.now(), feed, brand: brandOf.get(feed), keyOf: context.keyOf };
    const posts = fresh
      .filter((item) => (item.publishedAt ?? clock.now()) >= oldestAt)
      .map((item) => toPost(item, { ...about, known: shortHash(item.id) in known }));
    return {
      posts: inOrder(posts),
      malformed: content.malformed,
      position: { ...nextPosition(reply.headers, content.items, known), readAt },
      more: false,
      notices: turnedOver(feed, { items: content.items, saved, now: readAt }),
    };
  }

  const rota = createRota({ source: id, places, position, independent: true, ask });
  return { id, kind: 'rss', ...rota, close: async () => {} };
}

function conditions(saved: Position | null): Record<string, string> {
  return {
    ...(saved?.etag && { 'if-none-match': saved.etag }),
    ...(saved?.lastModified && { 'if-modified-since': saved.lastModified }),
  };
}

function nextPosition(headers: Record<string, unknown>, items: FeedItem[], known: Record<string, string>): Position {
  const seen = Object.fromEntries(items.map((item) => [shortHash(item.id), item.version]));
  const { etag, 'last-modified': lastModified } = headers;
  return {
    ...(typeof etag === 'string' && { etag }),
    ...(typeof lastModified === 'string' && { lastModified }),
    // A feed that is empty for once must not make its entries new again.
    seen: items.length === 0 ? known : seen,
  };
}

/**
 * A feed that shows nothing of what it showed before may have held more in between. Where it reaches back to before it was read last,
 * it hasn't.
 */
function turnedOver(
  feed: string,
  { items, saved, now }: { items: readonly FeedItem[]; saved: Position | null; now: number },
): SourceNotice[] {
  const { seen = {}, readAt = Number.POSITIVE_INFINITY } = saved ?? {};
  const isShared = items.some(({ id }) => shortHash(id) in seen);
  if (isShared || items.length === 0 || Object.keys(seen).length === 0) return [];
  const dates = items.flatMap(({ publishedAt: at }) => (at !== null && isPostDate(at) ? [at] : []));
  const oldestAt = Math.min(now, ...dates);
  if (oldestAt <= readAt) return [];
  const message = 'the feed shows nothing that it showed before; what lies between is missed';
  return [{ kind: 'gap', where: feed, message, fromAt: readAt, toAt: oldestAt }];
}

interface About extends Pick<SourceContext, 'keyOf'> {
  source: string;
  now: number;
  feed: string;
  brand: string | undefined;
  known: boolean;
}

function toPost(item: FeedItem, about: About): FetchedPost {
  const repeated = item.text.startsWith(item.title);
  // Many feeds of social networks have the author in the id.
  const nativeId = about.keyOf(identityOf(item, about.feed));
  return fetchedPost(about.source, {
    nativeId,
    // Nobody knows how many people a feed without names has: each entry is a voice, as each of a forum is.
    author: item.author === undefined ? nativeId : `${item.author}@${new URL(about.feed).host}`,
    text: repeated ? item.text : [item.title, item.text].filter(Boolean).join('\n'),
    createdAt: item.publishedAt ?? about.now,
    editedAt: about.known ? (item.updatedAt ?? about.now) : undefined,
    url: item.url,
    aboutBrand: about.brand,
  });
}

/** An id is unique within its feed alone, unless it is an address on the feed's host: all feeds of that host mean the same entry by it. */
function identityOf({ id }: FeedItem, feed: string): string {
  const isAddress = URL.canParse(id) && new URL(id).host === new URL(feed).host;
  return isAddress ? id : `${feed} ${id}`;
}

/** Status pages are read by their own source, as the brand's word; here they would pass for customers. */
function statusHostsOf(brands: readonly BrandPack[]): Set<string> {
  const addresses = brands.flatMap(({ statusPage }) => (statusPage ? [statusPage.url, statusPage.feed ?? ''] : []));
  return new Set(addresses.filter((address) => URL.canParse(address)).map((address) => new URL(address).host));
}

export const rss = sourceEntry({
  kind: 'rss',
  description: 'Any RSS, Atom, RDF or JSON feed: forums, blogs, news.',
  keyless: true,
  everyMs: 300_000,
  settings,
  create,
});
