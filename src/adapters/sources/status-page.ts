import { z } from 'zod';
import type { FetchedPost, Source } from '../../ports/source.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { readFeed, shortHash } from './feed-items.ts';
import { fetchedPost } from './fetched-post.ts';
import { htmlText } from './html-text.ts';
import { inOrder, isoInstant, readItems, readReply, said } from './items.ts';
import { createRota, type RotaPage } from './rota.ts';

const settings = z.strictObject({
  pages: z
    .array(z.strictObject({ brand: said, url: z.url() }))
    .default([])
    .describe('Status pages or their feeds besides those of the brand packs, each with its brand id.'),
  lookbackMinutes: z
    .number()
    .min(1)
    .default(1_440)
    .describe('Updates older than this on the first reading are left out, minutes.'),
});
type Settings = z.output<typeof settings>;

const envelope = z.object({ incidents: z.array(z.unknown()) });
const incident = z.object({
  id: said,
  name: said,
  shortlink: z.string().nullish(),
  incident_updates: z.array(z.unknown()),
});
const update = z.object({
  id: said,
  status: z.string().nullish(),
  body: z.string().nullish(),
  created_at: isoInstant,
  updated_at: isoInstant.nullish(),
});

/** Short hash of each update's id → version last given out; only updates that the page still shows are kept. */
const position = z.object({ seen: z.record(z.string(), z.string()), fromAt: z.number() });
type Position = z.output<typeof position>;

interface OfficialWord {
  nativeId: string;
  text: string;
  at: number;
  changedAt: number;
  url: string | undefined;
}

/** Every update on a status page is the brand's own word: it confirms, and it times the acknowledgement. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock, fetcher } = context;
  const brandOf = pagesOf(options, context);

  async function ask(page: string, saved: Position | null, signal: AbortSignal): Promise<RotaPage<Position>> {
    const start = saved ?? { seen: {}, fromAt: clock.now() - options.lookbackMinutes * 60_000 };
    const reply = await fetcher.fetch({ url: page, signal });
    const { words, malformed } = readWords(reply.text, page);
    const wanted = words.filter((word) => word.changedAt >= start.fromAt);
    const versions = new Map(wanted.map((word) => [shortHash(word.nativeId), shortHash(word.text)]));
    const fresh = wanted.filter((word) => start.seen[shortHash(word.nativeId)] !== shortHash(word.text));
    const posts = fresh.map((word) =>
      toPost(word, { source: id, brand: brandOf.get(page)!, edited: shortHash(word.nativeId) in start.seen }),
    );
    const seen = words.length === 0 ? start.seen : Object.fromEntries(versions);
    return { posts: inOrder(posts), malformed, position: { ...start, seen }, more: false };
  }

  const rota = createRota({ source: id, places: [...brandOf.keys()], position, independent: true, ask });
  return { id, kind: 'status-page', ...rota, close: async () => {} };
}

function pagesOf(options: Settings, context: SourceContext): Map<string, string> {
  const packs = context.brands.flatMap(({ id, statusPage }) =>
    statusPage ? [{ brand: id, url: statusPage.feed ?? statusPage.url }] : [],
  );
  return new Map([...packs, ...options.pages].map(({ brand, url }) => [addressOf(url), brand]));
}

/** A bare page address stands for the JSON that most providers of status pages serve beside it. */
function addressOf(url: string): string {
  const { pathname } = new URL(url);
  return pathname === '/' ? new URL('/api/v2/incidents.json', url).href : url;
}

function readWords(
  text: string,
  page: string,
): { words: OfficialWord[]; malformed: { where: string; message: string }[] } {
  if (!text.trimStart().startsWith('{') || text.includes('jsonfeed.org')) return wordsOfFeed(text, page);
  const { incidents } = readReply(text, envelope, new URL(page).host);
  const read = readItems(incidents, incident, (index) => `${page}, incident ${index + 1}`);
  const words: OfficialWord[] = [];
  for (const { item } of read.good) {
    const updates = readItems(
      item.incident_updates,
      update,
      (index) => `${page}, incident ${item.id}, update ${index + 1}`,
    );
    read.malformed.push(...updates.malformed);
    words.push(...updates.good.map((one) => wordOf(item, one.item)));
  }
  return { words, malformed: read.malformed };
}

function wordOf(about: z.output<typeof incident>, said: z.output<typeof update>): OfficialWord {
  const state = said.status ? `${said.status.replaceAll('_', ' ')}: ` : '';
  return {
    nativeId: `${about.id}/${said.id}`,
    text: `${about.name}\n${state}${htmlText(said.body ?? '')}`,
    at: said.created_at,
    changedAt: said.updated_at ?? said.created_at,
    url: about.shortlink ?? undefined,
  };
}

function wordsOfFeed(
  text: string,
  page: string,
): { words: OfficialWord[]; malformed: { where: string; message: string }[] } {
  const { items, malformed } = readFeed(text, page);
  const words: OfficialWord[] = [];
  items.forEach((item, index) => {
    const at = item.updatedAt ?? item.publishedAt;
    if (at === null) malformed.push({ where: `${page}, entry ${index + 1}`, message: 'it has no date' });
    else
      words.push({
        nativeId: item.id,
        text: `${item.title}\n${item.text}`,
        at: item.publishedAt ?? at,
        changedAt: at,
        url: item.url,
      });
  });
  return { words, malformed };
}

function toPost(word: OfficialWord, about: { source: string; brand: string; edited: boolean }): FetchedPost {
  return fetchedPost(about.source, {
    nativeId: `${about.brand}/${word.nativeId}`,
    author: `status-page:${about.brand}`,
    text: word.text,
    createdAt: word.at,
    editedAt: about.edited ? word.changedAt : undefined,
    url: word.url,
    fromBrand: true,
    aboutBrand: about.brand,
  });
}

export const statusPage = sourceEntry({
  kind: 'status-page',
  description: 'Official status pages: each update is the brand’s own word.',
  keyless: true,
  everyMs: 120_000,
  settings,
  create,
});
