/** Features are numbered by so many bits of their hash. */
export const featureBits = 18;

const offset = 0x811c9dc5;
const prime = 0x01000193;
const mask = 2 ** featureBits - 1;

/** Number of the feature that has this name and these values: FNV-1a (Fowler, Noll, Vo), folded to `featureBits`. */
export function featureIndex(name: string, values: readonly (string | number)[]): number {
  let hash = fold(offset, name);
  for (const value of values) {
    hash = Math.imul(hash ^ 0xff, prime);
    hash = typeof value === 'number' ? Math.imul(hash ^ value, prime) : fold(hash, value);
  }
  return (hash ^ (hash >>> featureBits)) & mask;
}

function fold(hash: number, text: string): number {
  let folded = hash;
  for (let i = 0; i < text.length; i++) folded = Math.imul(folded ^ text.charCodeAt(i), prime);
  return folded;
}
