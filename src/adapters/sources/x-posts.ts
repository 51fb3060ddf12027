import { decodeHTML } from 'entities';
import { z } from 'zod';
import type { Speaker, SpeakerOf } from '../../core/classify/own-accounts.ts';
import type { FetchedPost, SourcePage } from '../../ports/source.ts';
import { fetchedPost } from './fetched-post.ts';
import { isoInstant, readItems } from './items.ts';

export const numericId = /^\d+$/;
const numeric = z.string().regex(numericId);

const post = z.object({
  id: numeric,
  text: z.string(),
  note_tweet: z.object({ text: z.string() }).optional(),
  author_id: numeric,
  created_at: isoInstant,
  lang: z.string().optional(),
  edit_history_tweet_ids: z.array(numeric).optional(),
  referenced_tweets: z.array(z.object({ type: z.string(), id: numeric })).optional(),
  geo: z
    .object({
      place_id: z.string().optional(),
      coordinates: z.object({ coordinates: z.tuple([z.number(), z.number()]) }).optional(),
    })
    .optional(),
});
type XPost = z.output<typeof post>;

const metrics = z.object({ followers_count: z.number() }).optional().catch(undefined);
const includes = z
  .object({
    users: z
      .array(z.object({ id: numeric, username: z.string(), location: z.string().optional(), public_metrics: metrics }))
      .catch([]),
    places: z.array(z.object({ id: z.string(), full_name: z.string() })).catch([]),
  })
  .catch({ users: [], places: [] });

export const searchReply = z.object({
  data: z.array(z.unknown()).default([]),
  includes: includes.optional(),
  meta: z.object({ newest_id: numeric.optional(), next_token: z.string().optional(), result_count: z.number() }),
});

export const countsReply = z.object({
  data: z
    .array(z.object({ start: isoInstant, end: isoInstant, tweet_count: z.number().int().nonnegative() }))
    .default([]),
});

export const lookupReply = z.object({
  data: z.array(z.unknown()).default([]),
  includes: includes.optional(),
  errors: z.array(z.object({ resource_id: z.string().optional(), type: z.string().optional() })).default([]),
});

export const postFields = {
  'tweet.fields': 'created_at,author_id,lang,geo,referenced_tweets,edit_history_tweet_ids,note_tweet',
  expansions: 'author_id,geo.place_id',
  'user.fields': 'username,location,public_metrics',
  'place.fields': 'full_name',
};

export interface PostReading {
  source: string;
  where: string;
  speakerOf: SpeakerOf;
}

/** The posts of a reply; those that can't be read are listed. */
export function readPosts(
  reply: { data: unknown[]; includes?: z.output<typeof includes> },
  { source, where, speakerOf }: PostReading,
): { posts: FetchedPost[]; malformed: SourcePage['malformed'] } {
  const users = new Map(reply.includes?.users.map((user) => [user.id, user]));
  const places = new Map(reply.includes?.places.map((place) => [place.id, place.full_name]));
  const { good, malformed } = readItems(reply.data, post, (index) => `${where}, post ${index + 1}`);
  const posts = good.map(({ item }) => {
    const user = users.get(item.author_id);
    const location = places.get(item.geo?.place_id ?? '') ?? user?.location;
    const reach = user?.public_metrics?.followers_count;
    return toPost(item, { source, location, reach, speaker: speakerOf(user?.username) });
  });
  return { posts, malformed };
}

/** First id → last id of posts that were edited after the version in a reply. */
export function newerEdits(data: readonly unknown[]): Map<string, string> {
  const pairs = data.flatMap((raw): [string, string][] => {
    const { id, edit_history_tweet_ids: history = [] } = post.safeParse(raw).data ?? { id: '' };
    const last = history.at(-1);
    return last !== undefined && last !== id ? [[history[0]!, last]] : [];
  });
  return new Map(pairs);
}

interface About {
  source: string;
  location: string | undefined;
  reach: number | undefined;
  speaker: Speaker;
}

function toPost(item: XPost, { source, location, reach, speaker }: About): FetchedPost {
  const point = item.geo?.coordinates?.coordinates;
  // An edit is a new post to X; the first of its history is the one that stays.
  const history = item.edit_history_tweet_ids ?? [item.id];
  return fetchedPost(source, {
    nativeId: history[0] ?? item.id,
    author: item.author_id,
    text: decodeHTML(item.note_tweet?.text ?? item.text),
    createdAt: idInstant(history[0] ?? item.id) ?? item.created_at,
    editedAt: history.length > 1 ? item.created_at : undefined,
    lang: item.lang,
    profileLocation: location,
    geo: point && { lat: point[1], lon: point[0] },
    // Leads there as well as the one with the author's name.
    url: `https://x.com/i/web/status/${item.id}`,
    repostOf: item.referenced_tweets?.find(({ type }) => type === 'retweeted')?.id,
    reach,
    ...speaker,
  });
}

const idEpochMs = 1_288_834_974_657n;

/** Instant (epoch ms) that an id carries; null for ids older than the scheme. */
export function idInstant(id: string): number | null {
  const ms = BigInt(id) >> 22n;
  return ms === 0n ? null : Number(ms + idEpochMs);
}
