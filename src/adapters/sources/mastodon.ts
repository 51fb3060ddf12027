import { z } from 'zod';
import { compileSpeakers, type Speaker } from '../../core/classify/own-accounts.ts';
import type { FetchedPost, Rechecked, Source } from '../../ports/source.ts';
import { accountsOn, queriesFor } from './brand-words.ts';
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

/**
 * Hashtag timelines and what the brands' own accounts write, which seldom carries a hashtag, oldest first by `min_id`; most servers show
 * both without a token.
 */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock } = context;
  const speakerOf = compileSpeakers(context.brands);
  const call = createCaller(options, context);
  const timelineOf = createTimelines(call);
  const packTags = queriesFor(context.brands, 'mastodon', (brand) => [...brand.handles, ...brand.words]);
  const tags = [...packTags, ...options.hashtags]
    .map((tag) => tag.replace(/[^\p{L}\p{N}_]/gu, '').toLowerCase())
    .filter((tag) => tag !== '');
  const { host } = new URL(options.server);
  const toPost = (item: z.output<typeof status>) => postOf(item, id, speakerOf(fullName(item.account.acct, host)));

  async function ask(place: string, saved: string | null, signal: AbortSignal): Promise<RotaPage<string>> {
    const minId = saved ?? idAt(clock.now() - options.lookbackMinutes * 60_000);
    const path = await timelineOf(place, signal);
    const query = {
      limit: String(options.pageSize),
      min_id: minId,
      ...(isAccount(place) && { exclude_reblogs: 'true' }),
    };
    const statuses = await call(path, Object.entries(query), envelope, signal);
    const read = readItems(statuses, status, (index) => `${placeName(place)}, post ${index + 1}`);
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
    const query = asked.map((nativeId): [string, string] => ['id[]', nativeId]);
    const statuses = await call('/api/v1/statuses', query, envelope, signal);
    const { good } = readItems(statuses, status, String);
    const there = new Set(statuses.flatMap((one) => identified.safeParse(one).data?.id ?? []));
    const posts = good.map(({ item }) => toPost(item));
    return foundOrGone(asked, { posts, there, source: id, now: clock.now() });
  }

  const places = [...new Set(tags), ...accountsOn('mastodon', context.brands)];
  const rota = createRota({ source: id, places, position: z.string(), ask });
  return { id, kind: 'mastodon', ...rota, recheck, close: async () => {} };
}

type Call = <T>(
  path: string,
  query: readonly [string, string][],
  schema: z.ZodType<T>,
  signal: AbortSignal,
) => Promise<T>;

function createCaller(options: Settings, { fetcher }: SourceContext): Call {
  const headers: Record<string, string> = options.token ? { authorization: `Bearer ${options.token}` } : {};
  return async (path, query, schema, signal) => {
    const url = new URL(path, options.server);
    for (const [name, value] of query) url.searchParams.append(name, value);
    const reply = await fetcher.fetch({ url, headers, signal });
    return readReply(reply.text, schema, url.host);
  };
}

/** Where a place is read. An account is known to its server by a number, which is looked up once. */
function createTimelines(call: Call): (place: string, signal: AbortSignal) => Promise<string> {
  const idOf = new Map<string, string>();
  return async (place, signal) => {
    if (!isAccount(place)) return `/api/v1/timelines/tag/${encodeURIComponent(place)}`;
    const accountId =
      idOf.get(place) ?? (await call('/api/v1/accounts/lookup', [['acct', place]], identified, signal)).id;
    idOf.set(place, accountId);
    return `/api/v1/accounts/${encodeURIComponent(accountId)}/statuses`;
  };
}

function isAccount(place: string): boolean {
  return place.includes('@');
}

function placeName(place: string): string {
  return isAccount(place) ? `@${place}` : `#${place}`;
}

/** A server leaves its own name out. A name on another server is another account. */
function fullName(acct: string, host: string): string {
  return acct.includes('@') ? acct : `${acct}@${host}`;
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

function postOf(item: z.output<typeof status>, source: string, speaker: Speaker): FetchedPost {
  return fetchedPost(source, {
    nativeId: item.id,
    author: item.account.url ?? item.account.acct,
    text: [htmlText(item.spoiler_text ?? ''), htmlText(item.content)].filter(Boolean).join('\n'),
    createdAt: item.created_at,
    editedAt: item.edited_at ?? undefined,
    lang: item.language ?? undefined,
    url: item.url ?? undefined,
    reach: item.account.followers_count,
    ...speaker,
  });
}

export const mastodon = sourceEntry({
  kind: 'mastodon',
  description: 'Public posts of one Mastodon server that carry a brand’s hashtag or are by its own account.',
  keyless: true,
  everyMs: 60_000,
  settings,
  create,
});
