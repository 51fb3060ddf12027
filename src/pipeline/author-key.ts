import { createHmac } from 'node:crypto';

/**
 * Salted one-way key of an author: HMAC-SHA-256, 96 bits. The same person on the same source has the same key as long
 * as the installation keeps its salt; nobody can turn it back without the salt. Without one, `author` is such a key already.
 */
export function authorKey(salt: string | null, source: string, author: string): string {
  return salt === null ? author : saltedKey(salt, `${source}\u0000${author}`);
}

/** Salted one-way key of any text that would name a person, 96 bits. */
export function saltedKey(salt: string, text: string): string {
  return createHmac('sha256', salt).update(text).digest('base64url').slice(0, 16);
}
