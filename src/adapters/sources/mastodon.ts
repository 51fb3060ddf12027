import { z } from 'zod';
import type { FetchedPost, Rechecked, Source } from '../../ports/source.ts';
import { brandAccounts, queriesFor } from './brand-words.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { fetchedPost, foundOrGone } from './fetched-post.ts';
import { htmlText } from './html-text.ts';
import { inOrder, isoInstant, readItems, readReply, said } from './items.ts';
import { createRota, type RotaPage } from './rota.ts';

const settings = z.strictObject({
  server: z.url().default('https://mastodon.social').describe('Address of the Mastodon server.'),
  token: z
    .string()
    .optional()
    .meta({ secret: true })
    .describe('Access token, for servers that show nothing without one.'),
  hashtags: z.array(said).default([]).describe('Hashtags to follow besides those of the brand packs, without #.'),
  pageSize: z.number().int().min(1).max(40).default(40).describe('Posts asked for in one request.'),
  lookbackMinutes: z.number().min(1).default(180).describe('How far back the first page is taken, minutes.'),
});
type Settings = z.output<typeof settings>;

const envelope = z.array(z.unknown());
const status = z.object({
  id: said,
  created_at: isoInstant,
  edited_at: isoInstant.nullish(),
  content: z.string(),
  spoiler_text: z.string().nullish(),
  language: z.string().nullish(),
  url: z.string().nullish(),
  account: z.object({
    id: said,
    acct: said,
    url: z.string().nullish(),
    followers_count: z.number().optional().catch(undefined),
  }),
});
/** Only its id: enough to move on past an item that can't be read. */
const identified = z.object({ id: said });
const numeric = /^\d+$/;
/** Mastodon refuses a call for more statuses with 422 (`DEFAULT_STATUSES_LIMIT` of its API). */
const idsAtOnce = 20;

/** Hashtag timelines, oldest first by `min_id`; most servers show them without a token. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock, fetcher } = context;
  const isOwn = brandAccounts(context.brands);
  const packTags = queriesFor(context.brands, 'mastodon', (brand) => [...brand.handles, ...brand.words]);
  const tags = [...packTags, ...options.hashtags]
    .map((tag) => tag.replace(/[^\p{L}\p{N}_]/gu, '').toLowerCase())
    .filter((tag) => tag !== '');
  const headers: Record<string, string> = options.token ? { authorization: `Bearer ${options.token}` } : {};
  const toPost = (item: z.output<typeof status>) => postOf(item, id, isOwn(item.account.acct, item.account.url));

  async function ask(tag: string, saved: string | null, signal: AbortSignal): Promise<RotaPage<string>> {
    const minId = saved ?? idAt(clock.now() - options.lookbackMinutes * 60_000);
    const url = new URL(`/api/v1/timelines/tag/${encodeURIComponent(tag)}`, options.server);
    url.searchParams.set('limit', String(options.pageSize));
    url.searchParams.set('min_id', minId);
    const reply = await fetcher.fetch({ url, headers, signal });
    const statuses = readReply(reply.text, envelope, url.host);
    const read = readItems(statuses, status, (index) => `#${tag}, post ${index + 1}`);
    const ids = statuses.flatMap((one) => identified.safeParse(one).data?.id ?? []);
    return {
      posts: inOrder(read.good.map(({ item }) => toPost(item))),
      malformed: read.malformed,
      position: newest(minId, ids),
      more: ids.length > 0 && statuses.length >= options.pageSize,
    };
  }

  async function recheck(nativeIds: string[], signal: AbortSignal): Promise<Rechecked> {
    const asked = nativeIds.slice(0, 100).filter((nativeId) => numeric.test(nativeId));
    const posts: FetchedPost[] = [];
    for (let at = 0; at < asked.length; at += idsAtOnce)
      posts.push(...(await lookUp(asked.slice(at, at + idsAtOnce), signal)));
    return { asked: Math.min(100, nativeIds.length), posts };
  }

  async function lookUp(asked: string[], signal: AbortSignal): Promise<FetchedPost[]> {
    const url = new URL('/api/v1/statuses', options.server);
    for (const nativeId of asked) url.searchParams.append('id[]', nativeId);
    const reply = await fetcher.fetch({ url, headers, signal });
    const statuses = readReply(reply.text, envelope, url.host);
    const { good } = readItems(statuses, status, String);
    const there = new Set(statuses.flatMap((one) => identified.safeParse(one).data?.id ?? []));
    const posts = good.map(({ item }) => toPost(item));
    return foundOrGone(asked, { posts, there, source: id, now: clock.now() });
  }

  const rota = createRota({ source: id, places: [...new Set(tags)], position: z.string(), ask });
  return { id, kind: 'mastodon', ...rota, recheck, close: async () => {} };
}

/** Mastodon's ids carry their instant, ms, above the lowest 16 bits. */
function idAt(atMs: number): string {
  return String(BigInt(Math.round(atMs)) << 16n);
}

/** Ids are numbers beyond 2^53 in text; the longer is the larger. */
function newest(start: string, ids: readonly string[]): string {
  return ids.reduce(
    (top, one) => (one.length > top.length || (one.length === top.length && one > top) ? one : top),
    start,
  );
}

function postOf(item: z.output<typeof status>, source: string, fromBrand: boolean): FetchedPost {
  return fetchedPost(source, {
    nativeId: item.id,
    author: item.account.url ?? item.account.acct,
    text: [htmlText(item.spoiler_text ?? ''), htmlText(item.content)].filter(Boolean).join('\n'),
    createdAt: item.created_at,
    editedAt: item.edited_at ?? undefined,
    lang: item.language ?? undefined,
    url: item.url ?? undefined,
    reach: item.account.followers_count,
    fromBrand: fromBrand || undefined,
  });
}

export const mastodon = sourceEntry({
  kind: 'mastodon',
  description: 'Public posts of one Mastodon server that carry a brand’s hashtag.',
  keyless: true,
  everyMs: 60_000,
  settings,
  create,
});
