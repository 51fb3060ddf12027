import { createFetcher, type Fetcher } from '../../src/adapters/net/fetcher.ts';
import type { SourceEntry } from '../../src/adapters/sources/entry.ts';
import type { FetchedPost, Source, SourcePage } from '../../src/ports/source.ts';
import { type FakeService, testNow } from './fake-service.ts';
import { testCa } from './service-server.ts';

/** Stands for a one-way key, and tells of what. */
export const keyOf = (text: string): string => `key of ${text}`;

export interface SourceUnderTest {
  source: Source;
  fetcher: Fetcher;
  clock: { at: number; now(): number };
  close(): Promise<void>;
}

/** The source as configured for a fake service that listens at `url`. */
export function sourceUnderTest(
  entry: SourceEntry,
  service: FakeService,
  url: string,
  // Generous, because the machine may be busy; tests of silence pass less.
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): SourceUnderTest {
  const clock = { at: testNow, now: () => clock.at };
  const fetcher = createFetcher({
    clock,
    contact: 'https://example.org/contact',
    version: 'test',
    timeoutMs,
    allowInside: ['*'],
    limits: { burst: 1_000 },
    ca: testCa,
  });
  const settings = entry.settings.parse(service.settings(url));
  const source = entry.create(settings, {
    id: `my-${entry.kind}`,
    brands: service.brands,
    fetcher,
    clock,
    random: () => 0.5,
    keyOf,
  });
  return {
    source,
    fetcher,
    clock,
    async close() {
      await source.close();
      fetcher.close();
    },
  };
}

export interface Drained {
  posts: FetchedPost[];
  malformed: SourcePage['malformed'];
  pages: number;
  cursor: string | null;
}

const mostPages = 60;

/**
 * Page after page as the pipeline would ask, each from the cursor of the one before, until nothing more waits and at
 * least `expected` posts came; a stream may give some of them a page later.
 */
export async function drain(next: () => Source, cursor: string | null, expected: number): Promise<Drained> {
  const drained: Drained = { posts: [], malformed: [], pages: 0, cursor };
  const signal = new AbortController().signal;
  for (let more = true; more || drained.posts.length < expected; drained.pages++) {
    if (drained.pages >= mostPages)
      throw new Error(`${mostPages} pages and no end: ${drained.posts.length} of ${expected} posts`);
    const page = await next().fetchSince(drained.cursor, signal);
    drained.posts.push(...page.posts);
    drained.malformed.push(...page.malformed);
    drained.cursor = page.cursor;
    more = page.more;
  }
  return drained;
}
