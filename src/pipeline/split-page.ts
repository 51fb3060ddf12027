import { brandsConcerned } from '../core/classify/brand-subject.ts';
import { cleanText, maxTextLength } from '../core/text/normalize.ts';
import type { Post } from '../core/words/post.ts';
import type { PagePart } from '../ports/page-queue.ts';
import type { SourcePage } from '../ports/source.ts';
import { authorKey } from './author-key.ts';
import type { Knowledge } from './judge.ts';

/** As much of a text as judging looks at. */
const mostText = 2 * maxTextLength;

/**
 * The parts of a page, by brand: posts of one brand are stored one after another, by whoever it is. What is edited or gone goes to every
 * partition, behind what was said before, since the brand of the post that it was is not known.
 */
export function splitPage(
  page: Pick<SourcePage, 'posts' | 'gone'>,
  about: { source: string; number: number; partitions: number; knowledge: Knowledge },
): PagePart[] {
  const { source, number, partitions, knowledge } = about;
  const posts = Array.from({ length: partitions }, (): Post[] => []);
  for (const post of page.posts) {
    const { partition, sent } = forQueue(post, about);
    if (post.deleted || post.editedAt !== undefined) for (const some of posts) some.push(sent);
    else posts[partition]!.push(sent);
  }
  const gone = page.gone && page.gone.nativeIds.length + page.gone.authors.length > 0 ? page.gone : undefined;
  const keyed = gone && {
    nativeIds: gone.nativeIds,
    authors: gone.authors.map((author) => authorKey(knowledge.salt, source, author)),
  };
  return posts
    .map((some, partition) => ({ source, page: number, partition, posts: some, ...(keyed && { gone: keyed }) }))
    .filter((part) => part.posts.length > 0 || part.gone !== undefined);
}

/** A post without anything that names its author, and where it goes. */
function forQueue(
  post: Post,
  { partitions, knowledge }: { partitions: number; knowledge: Knowledge },
): { partition: number; sent: Post } {
  const text = post.text.slice(0, mostText);
  const concerned = post.deleted ? [] : brandsConcerned(knowledge.brands, { ...post, text: cleanText(text) });
  const [first] = concerned;
  const sent: Post = { ...post, text, author: authorKey(knowledge.salt, post.source, post.author) };
  return { partition: partitionOf(first?.id ?? post.id, partitions), sent };
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo 1991). */
function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % partitions;
}
