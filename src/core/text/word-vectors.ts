import type { ContentWord } from './content-words.ts';

/** A text as weights of its words, of length one or less; empty where it holds no word that tells. */
export type WordVector = ReadonlyMap<string, number>;

/**
 * Weights of words by how few of N texts hold them: √ln(1 + N / n), scaled to length one (tf–idf, Salton & Buckley 1988). The
 * root keeps a topic that half of the texts speak of together. Words that one text alone holds join nothing: they are left out after they
 * have counted for the length, so that two texts are alike only by what makes up much of each.
 */
export function createVectors(texts: ContentWord[][]): {
  rarity(stem: string): number;
  vectorOf(words: ContentWord[]): WordVector;
} {
  const holders = new Map<string, number>();
  for (const words of texts)
    for (const stem of new Set(words.map((word) => word.stem))) holders.set(stem, (holders.get(stem) ?? 0) + 1);
  const rarity = (stem: string) => Math.sqrt(Math.log(1 + texts.length / (holders.get(stem) ?? 1)));
  const vectorOf = (words: ContentWord[]) => {
    const vector = scaled(new Map(words.map(({ stem }) => [stem, rarity(stem)])));
    return new Map([...vector].filter(([stem]) => (holders.get(stem) ?? 0) > 1));
  };
  return { rarity, vectorOf };
}

/** Sum of the vectors, of length one. */
export function meanOf(vectors: WordVector[]): WordVector {
  const sum = new Map<string, number>();
  for (const vector of vectors) for (const [stem, weight] of vector) sum.set(stem, (sum.get(stem) ?? 0) + weight);
  return scaled(sum);
}

/** Cosine of the angle between two vectors of length one. */
export function likeness(a: WordVector, b: WordVector): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [stem, weight] of small) sum += weight * (large.get(stem) ?? 0);
  return sum;
}

function scaled(vector: Map<string, number>): Map<string, number> {
  const length = Math.sqrt([...vector.values()].reduce((sum, weight) => sum + weight * weight, 0));
  if (length > 0) for (const [stem, weight] of vector) vector.set(stem, weight / length);
  return vector;
}
