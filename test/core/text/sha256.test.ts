import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findProof, longestChallenge, proofBits } from '../../../src/core/text/proof-of-work.ts';
import { longestBlock, sha256Block } from '../../../src/core/text/sha256.ts';

const hexOf = (text: string) =>
  [...sha256Block(text)].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
const printable = fc.string({
  unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  maxLength: longestBlock,
});

describe('SHA-256 of one block', () => {
  it('is what FIPS 180-2, appendix B.1, gives for "abc"', () => {
    expect(hexOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('is that of OpenSSL for every text that fits (seed 180)', () => {
    fc.assert(
      fc.property(printable, (text) => {
        expect(hexOf(text)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
      { seed: 180, numRuns: 500 },
    );
  });

  it('takes nothing longer', () => {
    expect(() => sha256Block('x'.repeat(longestBlock + 1))).toThrow(RangeError);
  });
});

describe('proof of work', () => {
  it('counts zero bits across words', () => {
    expect(proofBits('abc', 0)).toBe(Math.clz32(Number.parseInt(hexOf('abc:0').slice(0, 8), 16)));
  });

  it('finds the first number that has enough, and takes about 2^bits tries (200 challenges)', () => {
    const tries = Array.from({ length: 200 }, (_, i) => findProof(`challenge-${i}`, 7, { from: 0, tries: 1e6 })!);
    for (const [i, nonce] of tries.entries()) expect(proofBits(`challenge-${i}`, nonce)).toBeGreaterThanOrEqual(7);
    const mean = tries.reduce((sum, nonce) => sum + nonce, 0) / tries.length;
    expect(mean).toBeGreaterThan(128 * 0.8);
    expect(mean).toBeLessThan(128 * 1.25);
    expect(findProof('challenge-0', 30, { from: 0, tries: 100 })).toBeNull();
  });

  it('fits into the block with the longest challenge and the largest number', () => {
    expect(() => proofBits('x'.repeat(longestChallenge), 99_999_999_999_999)).not.toThrow();
  });
});
