import { createHash } from 'node:crypto';
import { type AnyFeed, parseFeed } from 'feedsmith';
import { SourceError } from '../../ports/source.ts';
import { htmlText } from './html-text.ts';
import { refuseDrift } from './items.ts';

/** An entry of an RSS, Atom, RDF or JSON feed. */
export interface FeedItem {
  id: string;
  title: string;
  text: string;
  /** Undefined when the entry names nobody. */
  author: string | undefined;
  url: string | undefined;
  /** Epoch ms; null when the feed doesn't say. */
  publishedAt: number | null;
  updatedAt: number | null;
  /** Changes when the entry does. */
  version: string;
}

export interface FeedContent {
  items: FeedItem[];
  malformed: { where: string; message: string }[];
}

interface RawEntry {
  id?: string;
  url?: string;
  title?: string;
  html?: string;
  author?: string;
  published?: string;
  updated?: string;
}

/** The entries of a feed; those without identity, text or a readable date are listed. SourceError('malformed') when it is none. */
export function readFeed(text: string, where: string): FeedContent {
  let parsed: AnyFeed;
  try {
    parsed = parseFeed(text) as AnyFeed;
  } catch (cause) {
    throw new SourceError('malformed', `${where} is not an RSS, Atom, RDF or JSON feed`, { cause });
  }
  const content: FeedContent = { items: [], malformed: [] };
  entriesOf(parsed).forEach((entry, index) => {
    const fault = faultOf(entry);
    if (fault) content.malformed.push({ where: `${where}, entry ${index + 1}`, message: fault });
    else content.items.push(toItem(entry));
  });
  refuseDrift(content.items.length, content.malformed);
  return content;
}

/** A short name for text that would be long in a cursor. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

const maxIdLength = 200;

function toItem(entry: RawEntry): FeedItem {
  const native = (entry.id ?? entry.url)!;
  const title = htmlText(entry.title ?? '');
  const text = htmlText(entry.html ?? '');
  return {
    id: native.length > maxIdLength ? shortHash(native) : native,
    title,
    text,
    author: entry.author || undefined,
    url: entry.url && URL.canParse(entry.url) ? entry.url : undefined,
    publishedAt: instant(entry.published) ?? instant(entry.updated),
    updatedAt: instant(entry.updated),
    version: shortHash(`${title}\n${text}`),
  };
}

function faultOf(entry: RawEntry): string | null {
  if (!entry.id && !entry.url) return 'it has neither an id nor a link';
  if (!entry.title && !entry.html) return 'it has neither a title nor a text';
  const bad = [entry.published, entry.updated].find((date) => date !== undefined && instant(date) === null);
  return bad === undefined ? null : `"${bad.slice(0, 40)}" is not a date`;
}

function instant(date: string | undefined): number | null {
  const at = Date.parse(date ?? '');
  return Number.isFinite(at) ? at : null;
}

function entriesOf(parsed: AnyFeed): RawEntry[] {
  switch (parsed.format) {
    case 'rss':
      return (parsed.feed.items ?? []).map((item) => ({
        id: item.guid?.value,
        url: item.link,
        title: item.title,
        html: item.content?.encoded ?? item.description,
        author: item.dc?.creators?.[0] ?? item.authors?.[0]?.name ?? item.authors?.[0]?.email,
        published: item.pubDate ?? item.dc?.dates?.[0],
      }));
    case 'atom':
      return (parsed.feed.entries ?? []).map((entry) => ({
        id: entry.id,
        url: (entry.links?.find(({ rel }) => !rel || rel === 'alternate') ?? entry.links?.[0])?.href,
        title: entry.title?.value,
        html: entry.content?.value ?? entry.summary?.value,
        author: entry.authors?.[0]?.uri ?? entry.authors?.[0]?.name,
        published: entry.published,
        updated: entry.updated,
      }));
    case 'rdf':
      return (parsed.feed.items ?? []).map((item) => ({
        id: item.rdf?.about ?? item.link,
        url: item.link,
        title: item.title,
        html: item.content?.encoded ?? item.description,
        author: item.dc?.creators?.[0],
        published: item.dc?.dates?.[0],
      }));
    case 'json':
      return (parsed.feed.items ?? []).map((item) => ({
        id: item.id,
        url: item.url,
        title: item.title,
        html: item.content_html ?? item.content_text ?? item.summary,
        author: item.authors?.[0]?.url ?? item.authors?.[0]?.name,
        published: item.date_published,
        updated: item.date_modified,
      }));
  }
}
