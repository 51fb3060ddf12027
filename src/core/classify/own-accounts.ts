import type { BrandPack } from '../words/brand.ts';
import type { Post } from '../words/post.ts';

/** What a post is when an account of a brand wrote it; nothing when a stranger did. */
export type Speaker = Pick<Post, 'fromBrand' | 'speaksFor'>;

/** Tells of an account, by any of the names that it goes by, whose it is. */
export type SpeakerOf = (...names: (string | undefined)[]) => Speaker;

/**
 * The own accounts of all brands, written as in the packs. How a name is written tells its platform, because anyone may have taken
 * the brand's name on another. Names compare without @ before them and without case.
 */
export function compileSpeakers(brands: readonly BrandPack[]): SpeakerOf {
  const brandsOf = new Map<string, string[]>();
  for (const { id, supportAccounts } of brands)
    for (const name of supportAccounts.map(bareName)) brandsOf.set(name, [...(brandsOf.get(name) ?? []), id]);
  return (...names) => {
    const ids = names.flatMap((name) => (name === undefined ? [] : (brandsOf.get(bareName(name)) ?? [])));
    return ids.length > 0 ? { fromBrand: true, speaksFor: [...new Set(ids)] } : {};
  };
}

/** A post that is handed in says itself that a brand speaks; its author as it was stated, where a pack names it, says which. */
export function withSpeaker<P extends Post>(post: P, author: string, speakerOf: SpeakerOf): P {
  return post.fromBrand ? { ...post, ...speakerOf(author) } : post;
}

function bareName(name: string): string {
  return name.replace(/^@/, '').toLowerCase();
}
