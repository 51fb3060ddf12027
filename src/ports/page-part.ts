import { z } from 'zod';
import type { PagePart } from './page-queue.ts';

/** What must be right for a part to be stored at all; the rest of a post is as its source gave it. */
const post = z.looseObject({
  id: z.string(),
  source: z.string(),
  nativeId: z.string(),
  author: z.string(),
  text: z.string(),
  createdAt: z.number(),
});
const part = z.object({
  source: z.string(),
  page: z.number(),
  partition: z.number(),
  posts: z.array(post),
  gone: z.object({ nativeIds: z.array(z.string()), authors: z.array(z.string()) }).optional(),
  more: z.boolean().optional(),
});

export function partBytes(one: PagePart): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(one));
}

/** A part as bytes, in as many pieces as it takes for none to be larger than `mostBytes`; what can't be divided stays whole. */
export function encodePart(one: PagePart, mostBytes: number): Uint8Array[] {
  const bytes = partBytes(one);
  if (bytes.length <= mostBytes) return [bytes];
  const halves = divided(one);
  return halves === null ? [bytes] : halves.flatMap((half) => encodePart(half, mostBytes));
}

function divided(one: PagePart): [PagePart, PagePart] | null {
  const { posts, gone = { nativeIds: [], authors: [] } } = one;
  const { nativeIds, authors } = gone;
  if (posts.length + nativeIds.length + authors.length < 2) return null;
  const cut = <T>(items: readonly T[], which: 0 | 1): T[] => {
    const middle = Math.ceil(items.length / 2);
    return which === 0 ? items.slice(0, middle) : items.slice(middle);
  };
  // One of each has its all in the first half: the posts go before what is gone.
  if (posts.length > 0 && nativeIds.length + authors.length > 0)
    return [
      { ...one, gone: undefined, more: true },
      { ...one, posts: [] },
    ];
  const half = (which: 0 | 1): PagePart => ({
    ...one,
    posts: cut(posts, which),
    ...(which === 0 && { more: true }),
    gone: one.gone && { nativeIds: cut(nativeIds, which), authors: cut(authors, which === 0 ? 1 : 0) },
  });
  return [half(0), half(1)];
}

export function decodePart(bytes: Uint8Array): PagePart | { unreadable: string } {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { unreadable: 'it is not JSON' };
  }
  const read = part.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return { unreadable: `${issue!.path.join('.') || 'part'}: ${issue!.message}` };
}
