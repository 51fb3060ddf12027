import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eBenjaminiHochberg } from '../../../../src/core/detect/many/e-bh.ts';
import { type EvidenceNode, findInTree, treeEvidence } from '../../../../src/core/detect/many/hierarchy.ts';
import { mergeEvidence } from '../../../../src/core/detect/many/merge-evidence.ts';

describe('merging evidence', () => {
  it('is the weighted mean', () => {
    expect(
      mergeEvidence([
        { evidence: 10, weight: 1 },
        { evidence: 0, weight: 3 },
      ]),
    ).toBe(2.5);
  });

  it('says nothing without parts and takes no evidence below 0', () => {
    expect(mergeEvidence([])).toBe(1);
    expect(mergeEvidence([{ evidence: Number.POSITIVE_INFINITY, weight: 0 }])).toBe(1);
    expect(() => mergeEvidence([{ evidence: -1, weight: 1 }])).toThrow(RangeError);
  });
});

describe('e-BH', () => {
  // By hand from the definition with n = 5, level 0.1: thresholds 50, 25, 16.7, 12.5, 10.
  it('names the largest set that carries itself', () => {
    expect(eBenjaminiHochberg([60, 1, 26, 17, 3], 0.1)).toEqual([0, 2, 3]);
    expect(eBenjaminiHochberg([49, 24, 16, 12, 9], 0.1)).toEqual([]);
    // The step up: 49 alone is too little, but three of 17 or more are enough.
    expect(eBenjaminiHochberg([49, 24, 17, 1, 1], 0.1)).toEqual([0, 1, 2]);
    expect(eBenjaminiHochberg([], 0.1)).toEqual([]);
    expect(() => eBenjaminiHochberg([1], 1)).toThrow(RangeError);
  });

  it('never loses a finding when evidence grows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.nat(11),
        (values, at) => {
          const before = new Set(eBenjaminiHochberg(values, 0.2));
          const grown = values.map((value, i) => (i === at % values.length ? value * 3 : value));
          const after = new Set(eBenjaminiHochberg(grown, 0.2));
          return [...before].every((index) => after.has(index));
        },
      ),
      { seed: 11 },
    );
  });
});

describe('the hierarchy brand → symptom → area', () => {
  const leaf = (id: string, own: number, weight = 1): EvidenceNode<string> => ({ id, own, weight, children: [] });
  const brand = (own: number, symptoms: EvidenceNode<string>[]): EvidenceNode<string> => ({
    id: 'brand',
    own,
    weight: 1,
    children: symptoms,
  });

  it('gives half the budget to the node, half to those below', () => {
    expect(treeEvidence(brand(1, [leaf('login', 8), leaf('cart', 0)]))).toBe(2.5);
    expect(treeEvidence(leaf('login', 8))).toBe(8);
    expect(treeEvidence({ id: 'x', own: null, weight: 1, children: [] })).toBe(1);
  });

  it('names the symptom that made the brand fire', () => {
    const found = findInTree(brand(0.2, [leaf('login', 400), leaf('cart', 0.1), leaf('crash', 0.1)]), 0.1);
    expect(found?.below.map(({ id }) => id)).toEqual(['login']);
  });

  it('finds nothing below when the whole is within its budget', () => {
    expect(findInTree(brand(0.1, [leaf('login', 1.8), leaf('cart', 0.1)]), 0.1)).toBeNull();
  });
});
