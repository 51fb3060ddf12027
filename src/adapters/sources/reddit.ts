import { z } from 'zod';
import { compileSpeakers, type Speaker } from '../../core/classify/own-accounts.ts';
import { type FetchedPost, type Rechecked, type Source, SourceError } from '../../ports/source.ts';
import type { FetchReply } from '../net/fetcher.ts';
import { shownWith, startWalk, stepBack, type WalkPosition, walked, walkPosition } from './backward-walk.ts';
import { accountsOn, queriesFor } from './brand-words.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { fetchedPost, foundOrGone } from './fetched-post.ts';
import { epochSeconds, inOrder, readItems, readReply, said } from './items.ts';
import { createRota, type RotaPage } from './rota.ts';

const settings = z.strictObject({
  clientId: said.describe('Client id of the approved Reddit app.'),
  clientSecret: said.meta({ secret: true }).describe('Client secret of the approved Reddit app.'),
  authUrl: z.url().default('https://www.reddit.com').describe('Address that gives out access tokens.'),
  apiUrl: z.url().default('https://oauth.reddit.com').describe('Address of the API.'),
  places: z
    .array(said)
    .default([])
    .describe(
      'Search phrases, r/name for all of a subreddit, u/name for all of an account, besides those of the brand packs.',
    ),
  comments: z.boolean().default(true).describe('Whether the comments of the subreddits are read too.'),
  pageSize: z.number().int().min(1).max(100).default(100).describe('Posts asked for in one request.'),
  lookbackMinutes: z.number().min(1).default(180).describe('How far back the first reading goes, minutes.'),
  overlapSeconds: z
    .number()
    .min(0)
    .default(300)
    .describe('How late a post may appear in a listing and still be found, seconds.'),
});
type Settings = z.output<typeof settings>;

const grant = z.object({ access_token: said, expires_in: z.number().positive() });
const listing = z.object({ data: z.object({ after: z.string().nullish(), children: z.array(z.unknown()) }) });
const fullname = /^t[13]_\w+$/;
/** Only its name: enough to know that it is there. */
const named = z.object({ data: z.object({ name: said }) });
const thing = z.object({
  kind: z.enum(['t1', 't3']),
  data: z.object({
    name: z.string().regex(fullname),
    author: said,
    author_fullname: z.string().nullish(),
    title: z.string().nullish(),
    selftext: z.string().nullish(),
    body: z.string().nullish(),
    created_utc: epochSeconds,
    edited: z.union([z.literal(false), epochSeconds]).nullish(),
    permalink: z.string().nullish(),
    score: z.number().optional().catch(undefined),
    removed_by_category: z.string().nullish(),
  }),
});
type Thing = z.output<typeof thing>;

/**
 * Reddit shows the newest 1,000 of a subreddit and about 250 of a search, less what was removed of them: 220 to 250 in
 * https://github.com/not-an-aardvark/snoowrap/issues/162. A listing that ends sooner is whole.
 */
const fewestCutOff = 200;

/** Newest posts of searches, subreddits and the brands' own accounts. What was deleted or removed is asked for again by `recheck`, as Reddit requires. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock } = context;
  const overlapMs = options.overlapSeconds * 1_000;
  const call = createCaller(options, context);
  const speakerOf = compileSpeakers(context.brands);
  const read = (reply: FetchReply, where: string) => {
    const { data } = readReply(reply.text, listing, 'Reddit');
    const { good, malformed } = readItems(data.children, thing, (index) => `${where}, item ${index + 1}`);
    return { data, malformed, posts: good.map(({ item }) => toPost(item, id, speakerOf(`u/${item.data.author}`))) };
  };

  async function ask(place: string, saved: WalkPosition | null, signal: AbortSignal): Promise<RotaPage<WalkPosition>> {
    const position = saved ?? startWalk(clock.now() - options.lookbackMinutes * 60_000, overlapMs);
    const query = {
      ...queryOf(place),
      limit: String(options.pageSize),
      raw_json: '1',
      ...(position.walk && { after: position.walk.token }),
    };
    const { data, malformed, posts } = read(await call(pathOf(place), query, signal), place);
    const items = posts.map((post) => walked(post));
    // A page that was promised and holds nothing has fallen out of the listing meanwhile.
    const isLost = position.walk !== undefined && data.children.length === 0;
    const isWhole = !isLost && shownWith(position, data.children.length) < fewestCutOff;
    const about = { where: place, askedAt: clock.now(), isWhole };
    const step = stepBack(position, { items, nextToken: data.after ?? null, ...about }, overlapMs);
    const { more, notices } = step;
    return { posts: inOrder(step.fresh.map(({ post }) => post)), malformed, position: step.position, more, notices };
  }

  async function recheck(nativeIds: string[], signal: AbortSignal): Promise<Rechecked> {
    const asked = nativeIds.slice(0, 100).filter((nativeId) => fullname.test(nativeId));
    if (asked.length === 0) return { asked: nativeIds.length, posts: [] };
    const reply = await call('/api/info', { id: asked.join(','), raw_json: '1' }, signal);
    const { posts, data } = read(reply, 'posts asked for again');
    const there = new Set(data.children.flatMap((one) => named.safeParse(one).data?.data.name ?? []));
    return {
      asked: Math.min(100, nativeIds.length),
      posts: foundOrGone(asked, { posts, there, source: id, now: clock.now() }),
    };
  }

  const rota = createRota({ source: id, places: placesOf(options, context), position: walkPosition, ask });
  return { id, kind: 'reddit', ...rota, recheck, close: async () => {} };
}

function placesOf(options: Settings, context: SourceContext): string[] {
  const packQueries = queriesFor(context.brands, 'reddit', (brand) => brand.words.slice(0, 1));
  const places = [...packQueries, ...options.places, ...accountsOn('reddit', context.brands)];
  const withComments = places.flatMap((place) =>
    isSubreddit(place) && options.comments ? [place, `${place}/comments`] : [place],
  );
  return [...new Set(withComments)];
}

function isSubreddit(place: string): boolean {
  return /^r\/\w+$/.test(place);
}

function isAccount(place: string): boolean {
  return /^u\/[\w-]+$/.test(place);
}

function pathOf(place: string): string {
  // All that an account writes, comments too, of which no search tells.
  if (isAccount(place)) return `/user/${place.slice(2)}/overview`;
  if (isSubreddit(place)) return `/${place}/new`;
  return /^r\/\w+\/comments$/.test(place) ? `/${place}` : '/search';
}

function queryOf(place: string): Record<string, string> {
  if (isAccount(place)) return { sort: 'new' };
  return pathOf(place) === '/search' ? { q: place, sort: 'new', type: 'link' } : {};
}

/** Asks the API with a token that it fetches when there is none, when it runs out, and once more when it was withdrawn. */
function createCaller(options: Settings, context: SourceContext) {
  const { fetcher, clock } = context;
  let token = { text: '', until: 0 };

  async function renew(signal: AbortSignal): Promise<void> {
    const secret = Buffer.from(`${options.clientId}:${options.clientSecret}`).toString('base64');
    const reply = await fetcher.fetch({
      url: new URL('/api/v1/access_token', options.authUrl),
      method: 'POST',
      headers: { authorization: `Basic ${secret}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
      signal,
    });
    const granted = readReply(reply.text, grant, 'Reddit');
    token = { text: granted.access_token, until: clock.now() + (granted.expires_in - 60) * 1_000 };
  }

  return async (path: string, query: Record<string, string>, signal: AbortSignal): Promise<FetchReply> => {
    const url = new URL(path, options.apiUrl);
    url.search = new URLSearchParams(query).toString();
    const hadToken = clock.now() < token.until;
    if (!hadToken) await renew(signal);
    const ask = () => fetcher.fetch({ url, headers: { authorization: `bearer ${token.text}` }, signal });
    try {
      return await ask();
    } catch (error) {
      if (!hadToken || !(error instanceof SourceError) || error.kind !== 'unauthorized') throw error;
      await renew(signal);
      return ask();
    }
  };
}

const erased = new Set(['[deleted]', '[removed]']);

function toPost({ data }: Thing, source: string, speaker: Speaker): FetchedPost {
  const body = data.body ?? data.selftext ?? '';
  const gone = erased.has(body) || erased.has(data.author) || Boolean(data.removed_by_category);
  return fetchedPost(source, {
    nativeId: data.name,
    author: data.author_fullname ?? data.author,
    text: gone ? '' : [data.title, body].filter(Boolean).join('\n'),
    createdAt: data.created_utc,
    editedAt: data.edited || undefined,
    url: data.permalink ? `https://www.reddit.com${withoutProfile(data.permalink)}` : undefined,
    reach: data.score,
    deleted: gone || undefined,
    ...speaker,
  });
}

/** What somebody posts to their own profile is found without its name, too. */
function withoutProfile(permalink: string): string {
  return permalink.replace(/^\/(?:u|user)\/[^/]+(?=\/comments\/)|^\/r\/u_[^/]+(?=\/comments\/)/i, '');
}

export const reddit = sourceEntry({
  kind: 'reddit',
  description: 'Posts of Reddit searches and subreddits, by the official API.',
  keyless: false,
  everyMs: 120_000,
  settings,
  create,
});
