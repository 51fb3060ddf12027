import { hash } from 'node:crypto';

const rememberedAuthors = 50_000;
const remembered = new Map<string, string>();

/** Even the salted key stays inside: what leaves is a hash of it, the same for the same person. */
export function pseudonymOf(authorKey: string): string {
  const known = remembered.get(authorKey);
  if (known !== undefined) return known;
  if (remembered.size >= rememberedAuthors) remembered.clear();
  const pseudonym = hash('sha256', `outcry-author:${authorKey}`, 'hex').slice(0, 12);
  // A key may be a view of a longer text, which would stay with it.
  remembered.set(Buffer.from(authorKey).toString(), pseudonym);
  return pseudonym;
}
