import { z } from 'zod';
import { compileSpeakers, type Speaker } from '../../core/classify/own-accounts.ts';
import type { FetchedPost, Source } from '../../ports/source.ts';
import { startWalk, stepBack, type WalkPosition, walked, walkPosition } from './backward-walk.ts';
import { queriesFor } from './brand-words.ts';
import { type ForumPost, forumPost } from './discourse-post.ts';
import { discourseRechecker } from './discourse-recheck.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { fetchedPost } from './fetched-post.ts';
import { htmlText } from './html-text.ts';
import { inOrder, readItems, readReply, said } from './items.ts';
import { createRota, type RotaPage } from './rota.ts';

const settings = z.strictObject({
  forums: z
    .array(z.strictObject({ url: z.url(), brand: said.optional() }))
    .default([])
    .describe('Forums to read besides those of the brand packs; `brand` when all of a forum is about this brand.'),
  lookbackMinutes: z.number().min(1).default(180).describe('How far back the first reading goes, minutes.'),
  overlapSeconds: z
    .number()
    .min(0)
    .default(600)
    .describe('How late a post may appear in the listing and still be found, seconds.'),
});
type Settings = z.output<typeof settings>;

/** Older forums answer with the posts of this many ids below `before`, newer ones with this many posts. */
const window = 50;

const envelope = z.object({ latest_posts: z.array(z.unknown()) });
/** Newest posts of whole forums; the pipeline picks those that name a brand. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock, fetcher } = context;
  const overlapMs = options.overlapSeconds * 1_000;
  const brandOf = new Map(options.forums.map(({ url, brand }) => [url, brand]));
  const speakerOf = compileSpeakers(context.brands);
  const places = [
    ...new Set([...queriesFor(context.brands, 'discourse').filter((url) => URL.canParse(url)), ...brandOf.keys()]),
  ];

  const postOf = (item: ForumPost, forum: string) =>
    toPost(item, {
      ...{ source: id, forum, brand: brandOf.get(forum) },
      speaker: speakerOf(`${new URL(forum).host}/u/${item.username}`),
    });

  async function ask(forum: string, saved: WalkPosition | null, signal: AbortSignal): Promise<RotaPage<WalkPosition>> {
    const position = saved ?? startWalk(clock.now() - options.lookbackMinutes * 60_000, overlapMs);
    const before = position.walk?.token;
    const url = new URL(`${forum.replace(/\/$/, '')}/posts.json`);
    if (before) url.searchParams.set('before', before);
    const reply = await fetcher.fetch({ url, signal });
    const read = readItems(
      readReply(reply.text, envelope, url.host).latest_posts,
      forumPost,
      (index) => `${forum}, post ${index + 1}`,
    );
    const items = read.good.map(({ item }) => walked(postOf(item, forum), String(item.id)));
    const nextToken = nextBefore(
      read.good.map(({ item }) => item.id),
      before,
    );
    // It can be read down to the forum's first post.
    const step = stepBack(position, { items, nextToken, where: forum, askedAt: clock.now(), isWhole: true }, overlapMs);
    return {
      posts: inOrder(step.fresh.map(({ post }) => post)),
      malformed: read.malformed,
      position: step.position,
      more: step.more,
      notices: step.notices,
    };
  }

  const rota = createRota({ source: id, places, position: walkPosition, independent: true, ask });
  const recheck = discourseRechecker({ context, places, postOf });
  return { id, kind: 'discourse', ...rota, recheck, close: async () => {} };
}

/** The lowest id once more, because forums differ in whether `before` is included; a window without others is passed over. */
function nextBefore(ids: readonly number[], before: string | undefined): string | null {
  if (ids.length === 0 && before === undefined) return null;
  const lowest = Math.min(...ids, Number(before ?? Number.POSITIVE_INFINITY));
  const next = String(lowest) === before ? lowest - window : lowest;
  return next > 0 ? String(next) : null;
}

function toPost(
  item: ForumPost,
  about: { source: string; forum: string; brand: string | undefined; speaker: Speaker },
): FetchedPost {
  const { topic_slug: slug, topic_id: topic, post_number: number } = item;
  const text = item.raw ?? htmlText(item.cooked);
  const host = new URL(about.forum).host;
  const { speaksFor } = about.speaker;
  return fetchedPost(about.source, {
    nativeId: `${host}/${item.id}`,
    author: `${item.username}@${host}`,
    // Only the first post speaks for its title.
    text: number === 1 && item.topic_title ? `${item.topic_title}\n${text}` : text,
    createdAt: item.created_at,
    editedAt: (item.version ?? 1) > 1 ? (item.updated_at ?? undefined) : undefined,
    url: slug && topic ? `${about.forum.replace(/\/$/, '')}/t/${slug}/${topic}/${number ?? 1}` : undefined,
    ...about.speaker,
    // In a forum about one brand another one's account speaks for itself.
    aboutBrand: (speaksFor ?? [about.brand]).includes(about.brand!) ? about.brand : undefined,
  });
}

export const discourse = sourceEntry({
  kind: 'discourse',
  description: 'Newest posts of Discourse forums.',
  keyless: true,
  everyMs: 120_000,
  settings,
  create,
});
