/** Features are numbered by so many bits of their hash. */
export const featureBits = 18;

const offset = 0x811c9dc5;
const prime = 0x01000193;
const mask = 2 ** featureBits - 1;

/** FNV-1a (Fowler, Noll, Vo) of a text's UTF-16 units, 32 bits. */
export function hashOf(text: string): number {
  let hash = offset;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), prime);
  return hash;
}

/** Number of the feature of this name (as `hashOf`) with up to three values: hashes or small numbers. */
export function featureIndex(name: number, a: number, b: number, c: number): number {
  let hash = Math.imul(name ^ (a + 0x9e3779b9), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ (b + 0x7f4a7c15), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ (c + 0x165667b1), 0x27d4eb2f);
  return (hash ^ (hash >>> 16)) & mask;
}

/** Numbers of feature names, by name. */
export function featureNames<Name extends string>(...names: Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name) => [name, hashOf(name)])) as Record<Name, number>;
}
