import { cleanText } from '../../ports/external-post.ts';
import type { FetchedPost } from '../../ports/source.ts';

/** A post of a source, with its text made harmless and its absent fields left out. */
export function fetchedPost(source: string, fields: Omit<FetchedPost, 'id' | 'source'>): FetchedPost {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const { nativeId, author, createdAt } = fields;
  return {
    ...Object.fromEntries(present),
    id: `${source}:${nativeId}`,
    source,
    nativeId,
    author,
    createdAt,
    text: cleanText(fields.text),
  };
}
