import { clusterTexts, type WordCluster } from '../core/text/word-clusters.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Interval } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { firstCountedMinute } from '../store/detection.ts';
import { countUnexplained, readUnexplained, type UnexplainedPost } from '../store/read/unexplained.ts';

export interface FoundClusters {
  clusters: WordCluster<UnexplainedPost>[];
  /** Of the current reports in the window, those that no named symptom explains. */
  unexplained: { n: number; of: number };
}

/** Beyond this many posts the newest stand for all. */
const mostPosts = 2_000;
const mostPastPosts = 4_000;
const pastMinutes = 14 * 1_440;

/** Groups the unexplained complaints of a window of minutes by their words, against the fortnight before it. */
export async function findClusters(
  database: Queryable,
  pack: BrandPack,
  { window, leastAuthors }: { window: Interval; leastAuthors: number },
): Promise<FoundClusters> {
  const texts = await readUnexplained(database, pack.id, { ...window, limit: mostPosts });
  const past = await readPast(database, pack.id, window);
  const ignored = namesOf(pack);
  return {
    clusters: clusterTexts({ texts, past, ignored, leastAuthors }),
    unexplained: await countUnexplained(database, pack.id, window),
  };
}

/** What was said before the window, and how many windows that is: less than a fortnight where counting began later, or much was said. */
async function readPast(database: Queryable, brand: string, window: Interval) {
  const first = await firstCountedMinute(database, brand);
  const from = Math.max(window.from - pastMinutes, first ?? window.from);
  if (from >= window.from) return { texts: [], spans: 0 };
  const texts = await readUnexplained(database, brand, { from, to: window.from, limit: mostPastPosts });
  const oldest = texts.length < mostPastPosts ? from : Math.floor(texts.at(-1)!.at / 60_000);
  return { texts, spans: (window.from - oldest) / (window.to - window.from) };
}

function namesOf({ name, words, handles, ambiguous }: BrandPack): string[] {
  const names = [name, ...words, ...handles, ...ambiguous].join(' ').toLowerCase();
  return names.split(/[^\p{L}\p{N}]+/u);
}

/** What to add to the brand's pack, so that such posts have a symptom of their own. */
export function symptomOf({ id, phrases }: Pick<WordCluster<UnexplainedPost>, 'id' | 'phrases'>, key = id) {
  return { symptomWords: { [key]: phrases } };
}
