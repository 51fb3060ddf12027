import { loadGazetteer } from '../../src/adapters/assets/load-gazetteer.ts';
import { compileBrands } from '../../src/core/classify/brand-match.ts';
import type { BrandPack } from '../../src/core/words/brand.ts';
import type { Post } from '../../src/core/words/post.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import { type IngestContext, type IngestResult, ingestPosts } from '../../src/pipeline/ingest.ts';
import type { Knowledge } from '../../src/pipeline/judge.ts';
import type { Database } from '../../src/ports/database.ts';
import { brandPack } from './fake-service.ts';
import { keywordClassifier } from './keyword-classifier.ts';

/** 2026-03-10T15:00:00Z. */
export const startAt = Date.UTC(2026, 2, 10, 15);
export const startMinute = startAt / 60_000;
export const ingestSettings = { authorWindowMinutes: 60, copyWindowHours: 24, retentionDays: 90 };

let gazetteer: ReturnType<typeof loadGazetteer> | undefined;

/** Real brand matching and places, and a classifier that goes by words. */
export function testKnowledge(packs: BrandPack[] = [brandPack()]): Knowledge {
  gazetteer ??= loadGazetteer();
  return { brands: compileBrands(packs), classifier: keywordClassifier, gazetteer, salt: 'test' };
}

/** A post `minute` minutes after the start, by its native id. */
export function postOf(nativeId: string, minute: number, changes: Partial<Post> = {}): Post {
  return {
    id: `bluesky:${nativeId}`,
    source: 'bluesky',
    nativeId,
    author: `author-${nativeId}`,
    text: 'northwind login is down',
    createdAt: startAt + minute * 60_000,
    ...changes,
  };
}

/** Takes posts in and counts them, as the live system would. */
export async function takeIn(
  database: Database,
  posts: Post[],
  context: Partial<IngestContext> = {},
): Promise<IngestResult> {
  const full = { knowledge: testKnowledge(), settings: ingestSettings, nowMs: startAt + 86_400_000, ...context };
  const result = await database.transaction((tx) => ingestPosts(tx, posts, full));
  await aggregate(database, { authorWindowMinutes: ingestSettings.authorWindowMinutes });
  return result;
}

/** Everything that was counted, as lines in a fixed order; a minute that became empty is as good as none. */
export async function countsOf(database: Database): Promise<string[]> {
  const strata = await database.query<{ line: string }>(
    `SELECT concat_ws(' ', brand, minute, symptom, surface, area, observed) AS line FROM stratum_count`,
  );
  const minutes = await database.query<{ line: string }>(
    `SELECT concat_ws(' ', brand, minute, mentions, current, resolved, ack, chatter, located, by_source::text) AS line
     FROM brand_minute WHERE mentions > 0`,
  );
  return [...strata, ...minutes].map(({ line }) => line).sort();
}

/** Current reports of the test brand by minute after the start. */
export async function currentByMinute(database: Database): Promise<Record<number, number>> {
  const rows = await database.query<{ minute: number; current: number }>(
    "SELECT minute, current FROM brand_minute WHERE brand = 'northwind' AND current > 0 ORDER BY minute",
  );
  return Object.fromEntries(rows.map(({ minute, current }) => [minute - startMinute, current]));
}

export async function emptyTables(database: Database): Promise<void> {
  const detection = ['detector', 'watch', 'expectation', 'alert', 'outbox', 'transition', 'incident', 'stage_cursor'];
  const tables = [
    ...detection,
    'report',
    'post',
    'touched_minute',
    'minute_to_count',
    'changed_minute',
    'copied_minute',
    'stratum_count',
    'brand_minute',
    'source',
    'source_gap',
    'recheck',
    'sent_page',
    'stored_part',
    'part_aside',
  ];
  await database.query(`TRUNCATE ${tables.join(', ')} CASCADE`);
}
