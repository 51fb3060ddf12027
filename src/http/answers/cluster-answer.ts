import { symptomOf } from '../../commands/find-clusters.ts';
import type { WordCluster } from '../../core/text/word-clusters.ts';
import { isoInstant } from '../../core/words/interval.ts';
import type { UnexplainedPost } from '../../store/read/unexplained.ts';
import type { ClusterAnswer } from '../cluster-schemas.ts';

const samplesShown = 5;

export function clusterAnswer(found: WordCluster<UnexplainedPost>): ClusterAnswer {
  const times = found.texts.map(({ at }) => at).sort((a, b) => a - b);
  return {
    id: found.id,
    words: found.words.map(({ word, texts: posts }) => ({ word, posts })),
    posts: found.texts.length,
    authors: found.authors,
    usual: found.usual === null ? null : rounded(found.usual),
    growth: found.growth === null ? null : rounded(found.growth),
    firstAt: isoInstant(times[0]!),
    lastAt: isoInstant(times.at(-1)!),
    samples: found.texts
      .slice(0, samplesShown)
      .map(({ id, at, text, lang, author }) => ({ id, at: isoInstant(at), text, lang, author })),
    symptom: symptomOf(found),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
