import type { BrandPack } from '../../core/words/brand.ts';

/**
 * Sieve for streams that can't be asked for words: lets through whatever may concern one of the brands. It errs on the
 * side of passing; the exact match, with context and exceptions, is the pipeline's.
 */
export function mayConcern(brands: readonly BrandPack[]): (text: string) => boolean {
  const words = brands.flatMap((brand) => [...brand.words, ...brand.handles, ...brand.ambiguous]);
  const sorted = [...new Set(words.map((word) => word.trim().toLowerCase()).filter((word) => word !== ''))];
  if (sorted.length === 0) return () => true;
  const any = sorted
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, 'iu');
  return (text) => pattern.test(text.replaceAll('’', "'"));
}

/** What to ask a service of this kind for: the packs' own queries, else what `fallback` makes of each pack. No doubles. */
export function queriesFor(
  brands: readonly BrandPack[],
  kind: string,
  fallback: (brand: BrandPack) => string[] = () => [],
): string[] {
  return [...new Set(brands.flatMap((brand) => brand.queries[kind] ?? fallback(brand)))];
}

/** The brands' own accounts on one platform, as the packs write them there. No doubles. */
export function accountsOn(platform: keyof typeof written, brands: readonly BrandPack[]): string[] {
  return [...new Set(brands.flatMap(({ supportAccounts }) => supportAccounts))].filter((name) =>
    written[platform].test(name),
  );
}

/** A did is no name that anyone could be asked for. */
const written = {
  x: /^\w+$/,
  reddit: /^u\/[\w-]+$/,
  mastodon: /^[^@/]+@[^@/]+$/,
  bluesky: /^[^@/:]+\.[^@/:]+$/,
};

function escaped(word: string): string {
  return word
    .replaceAll('’', "'")
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+');
}
