import { appStore } from './app-store.ts';
import { archive } from './archive.ts';
import { bluesky } from './bluesky.ts';
import { discourse } from './discourse.ts';
import type { SourceEntry } from './entry.ts';
import { hackerNews } from './hacker-news.ts';
import { mastodon } from './mastodon.ts';
import { reddit } from './reddit.ts';
import { rss } from './rss.ts';
import { statusPage } from './status-page.ts';
import { x } from './x.ts';

/** Every kind of source. A new one is its file, a line here and a fixture folder; the contract test finds it. */
export const sourceKinds: readonly SourceEntry[] = [
  appStore,
  archive,
  bluesky,
  discourse,
  hackerNews,
  mastodon,
  reddit,
  rss,
  statusPage,
  x,
];
