import { z } from 'zod';
import { cleanText } from '../../ports/external-post.ts';
import type { FetchedPost, Source } from '../../ports/source.ts';
import { startWalk, stepBack, type WalkPosition, walked, walkPosition } from './backward-walk.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { fetchedPost } from './fetched-post.ts';
import { inOrder, isoInstant, readItems, readReply, said } from './items.ts';
import { createRota, type RotaPage } from './rota.ts';

const settings = z.strictObject({
  baseUrl: z.url().default('https://itunes.apple.com').describe('Address of the store’s review feeds.'),
  lookbackHours: z.number().min(1).default(24).describe('How far back the first reading goes, hours.'),
  overlapHours: z
    .number()
    .min(0)
    .default(48)
    .describe('How late a review may appear in the feed and still be found, hours.'),
});
type Settings = z.output<typeof settings>;

/** The feed ends here, however many reviews there are. */
const lastPage = 10;

const label = z.object({ label: z.string() });
const envelope = z.object({
  // One review alone comes without its array.
  feed: z.object({
    entry: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform((one) => [one])]).optional(),
  }),
});
const review = z.object({
  id: z.object({ label: said }),
  author: z.object({ name: label, uri: label.optional() }),
  updated: z.object({ label: isoInstant }),
  title: label,
  content: label,
  'im:version': label.optional(),
  'im:rating': z.object({ label: z.coerce.number().int().min(1).max(5) }),
  link: z.object({ attributes: z.object({ href: z.url() }) }).optional(),
});

interface App {
  brand: string;
  country: string;
  appId: number;
}

/** Customer reviews, newest first, ten pages at most; they appear hours late, so they only corroborate. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock, fetcher } = context;
  const overlapMs = options.overlapHours * 3_600_000;
  const apps = new Map(appsOf(context).map((app) => [`${app.brand}/${app.country}/${app.appId}`, app]));

  async function ask(place: string, saved: WalkPosition | null, signal: AbortSignal): Promise<RotaPage<WalkPosition>> {
    const app = apps.get(place)!;
    const position = saved ?? startWalk(clock.now() - options.lookbackHours * 3_600_000, overlapMs);
    const page = Number(position.walk?.token ?? 1);
    const path = `/${app.country}/rss/customerreviews/page=${page}/id=${app.appId}/sortby=mostrecent/json`;
    const url = new URL(path, options.baseUrl);
    const reply = await fetcher.fetch({ url, signal });
    const entries = readReply(reply.text, envelope, url.host).feed.entry ?? [];
    // Older feeds begin with the app itself, which no one rated.
    const reviews = entries.filter((entry) => !(entry as Record<string, unknown>)['im:name']);
    const read = readItems(reviews, review, (index) => `reviews of ${place}, page ${page}, review ${index + 1}`);
    const items = read.good.map(({ item }) => walked(toPost(item, app, id)));
    const nextToken = reviews.length > 0 && page < lastPage ? String(page + 1) : null;
    const about = { where: `reviews of ${place}`, askedAt: clock.now(), isWhole: reviews.length === 0 };
    const step = stepBack(position, { items, nextToken, ...about }, overlapMs);
    return {
      posts: inOrder(step.fresh.map(({ post }) => post)),
      malformed: read.malformed,
      position: step.position,
      more: step.more,
      notices: step.notices,
    };
  }

  const rota = createRota({ source: id, places: [...apps.keys()], position: walkPosition, ask });
  return { id, kind: 'app-store', ...rota, close: async () => {} };
}

function appsOf(context: SourceContext): App[] {
  return context.brands.flatMap(({ id, appStore }) =>
    Object.entries(appStore).map(([country, appId]) => ({ brand: id, country: country.toLowerCase(), appId })),
  );
}

function toPost(item: z.output<typeof review>, app: App, source: string): FetchedPost {
  return fetchedPost(source, {
    nativeId: item.id.label,
    author: item.author.uri?.label ?? item.author.name.label,
    text: `${item.title.label}\n${item.content.label}`,
    createdAt: item.updated.label,
    url: item.link?.attributes.href,
    aboutBrand: app.brand,
    app: {
      version: versionOf(item['im:version']?.label),
      country: app.country.toUpperCase(),
      rating: item['im:rating'].label,
    },
  });
}

const longestVersion = 40;

function versionOf(label = ''): string | null {
  return cleanText(label.slice(0, longestVersion)) || null;
}

export const appStore = sourceEntry({
  kind: 'app-store',
  description: 'Customer reviews in Apple’s App Store, with app version and country.',
  keyless: true,
  everyMs: 900_000,
  settings,
  create,
});
