export interface Near {
  where: string;
  share: number;
}

/** Share of common word triples from which two texts count as copies, and how many must be common: short turns of phrase are everybody's. */
const tooClose = 0.4;
const minCommon = 3;

/** Texts that share at least two fifths of their word triples (of the shorter text) with one of `others`; each text once. */
export function findNearCopies(texts: { where: string; text: string }[], others: string[]): Near[] {
  const index = new Map<string, number[]>();
  const sizes = others.map((text, number) => {
    const triples = triplesOf(text);
    for (const triple of triples) index.set(triple, [...(index.get(triple) ?? []), number]);
    return triples.size;
  });
  const worst = new Map<string, number>();
  for (const { where, text } of texts) {
    const share = closest(triplesOf(text), index, sizes);
    if (share >= tooClose) worst.set(where, Math.max(share, worst.get(where) ?? 0));
  }
  return [...worst].map(([where, share]) => ({ where, share }));
}

function closest(triples: Set<string>, index: Map<string, number[]>, sizes: number[]): number {
  const hits = new Map<number, number>();
  for (const triple of triples)
    for (const number of index.get(triple) ?? []) hits.set(number, (hits.get(number) ?? 0) + 1);
  let share = 0;
  for (const [number, count] of hits) {
    if (count >= minCommon) share = Math.max(share, count / Math.min(triples.size, sizes[number]!));
  }
  return share;
}

function triplesOf(text: string): Set<string> {
  const words = text
    .toLowerCase()
    .replace(/https?:\S+|@\w+|['’]/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return new Set(words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`));
}
