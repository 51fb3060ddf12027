import type { SourceEntry } from './entry.ts';
import { hackerNews } from './hacker-news.ts';
import { mastodon } from './mastodon.ts';

/** Every kind of source. A new one is its file, a line here and a fixture folder; the contract test finds it. */
export const sourceKinds: readonly SourceEntry[] = [hackerNews, mastodon];
