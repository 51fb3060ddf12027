import { sha256Block } from './sha256.ts';

/** Longest challenge: its number of up to 14 digits still fits into the block. */
export const longestChallenge = 40;

/** Leading zero bits of SHA-256 over "challenge:nonce" (Back 2002, Hashcash): each more doubles what it takes to find such a nonce. */
export function proofBits(challenge: string, nonce: number): number {
  const words = sha256Block(`${challenge}:${nonce}`);
  let bits = 0;
  for (const word of words) {
    bits += Math.clz32(word);
    if (word !== 0) break;
  }
  return bits;
}

/** Looks at `tries` numbers from `from` on; null when none of them has as many bits. */
export function findProof(
  challenge: string,
  bits: number,
  { from, tries }: { from: number; tries: number },
): number | null {
  for (let nonce = from; nonce < from + tries; nonce++) if (proofBits(challenge, nonce) >= bits) return nonce;
  return null;
}
