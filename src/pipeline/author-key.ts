import { createHmac } from 'node:crypto';

/**
 * Salted one-way key of an author: HMAC-SHA-256, 96 bits. The same person on the same source has the same key as long
 * as the installation keeps its salt; nobody can turn it back without the salt. Without one, `author` is such a key already.
 */
export function authorKey(salt: string | null, source: string, author: string): string {
  if (salt === null) return author;
  return createHmac('sha256', salt).update(`${source}\u0000${author}`).digest('base64url').slice(0, 16);
}
