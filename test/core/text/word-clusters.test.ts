import { describe, expect, it } from 'vitest';
import { createRandom, shuffle } from '../../../scripts/train/random.ts';
import { type ClusterText, clusterTexts } from '../../../src/core/text/word-clusters.ts';

const gift = [
  'northwind gift card balance shows zero for all my cards',
  'my northwind gift cards say balance zero, brand new ones',
  'balance of every gift card is zero at northwind right now',
  'northwind gift card balance page says zero, lost 50 dollars',
  'why is my gift card balance zero northwind',
];
const pump = [
  'fuel points do not apply at the pump, northwind says member not found',
  'member not found at the northwind fuel pump again, points useless',
  'northwind pump: member not found, no fuel points for the whole line',
];
const single = [
  'northwind registry shows somebody else’s baby shower',
  'photo upload sticks at 99 percent on northwind',
  'the northwind lockers refuse my code',
  'northwind app is broken again please fix',
  'still not working northwind, help',
];

const textsOf = (all: string[], from = 0): ClusterText[] =>
  all.map((text, i) => ({ id: `p${from + i}`, author: `a${from + i}`, at: (from + i) * 1_000, text }));
const everything = textsOf([...gift, ...single, ...pump]);
const ask = (texts: ClusterText[], changes = {}) =>
  clusterTexts({ texts, past: { texts: [], spans: 0 }, ignored: ['northwind'], leastAuthors: 3, ...changes });

describe('clusters of texts', () => {
  it('are groups that share their telling words; what nobody shares is in none', () => {
    const clusters = ask(everything);
    expect(clusters.map(({ authors, texts }) => [authors, texts.length])).toEqual([
      [5, 5],
      [3, 3],
    ]);
    const [first, second] = clusters;
    expect(first!.words.map(({ word }) => word)).toEqual(expect.arrayContaining(['gift', 'card', 'balance', 'zero']));
    expect(first!.words.find(({ word }) => word === 'balance')).toEqual({ word: 'balance', texts: 5 });
    expect(second!.words.map(({ word }) => word)).toEqual(expect.arrayContaining(['fuel', 'pump', 'member', 'points']));
    expect(first!.id).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(first!.phrases).toEqual(expect.arrayContaining(['gift card', 'gift cards', 'card balance']));
    expect(first!.words.map(({ word }) => word)).not.toContain('northwind');
  });

  it('are the same whatever the order of the texts', () => {
    const random = createRandom(4);
    for (let round = 0; round < 20; round++) expect(ask(shuffle([...everything], random))).toEqual(ask(everything));
  });

  it('count people, not texts', () => {
    const texts = everything.map((one, i) => (i < gift.length ? { ...one, author: 'the same' } : one));
    expect(ask(texts).map(({ authors }) => authors)).toEqual([3]);
  });

  it('are set against what is usual: an old complaint stands behind a new one', () => {
    const old = Array.from({ length: 7 }, (_, day) => textsOf(gift, 100 + day * 10)).flat();
    const clusters = ask(everything, { past: { texts: old, spans: 7 } });
    expect(clusters.map(({ authors, usual }) => [authors, usual])).toEqual([
      [3, 0],
      [5, 5],
    ]);
    expect(clusters[0]!.growth).toBeCloseTo(7);
    expect(clusters[1]!.growth).toBeCloseTo(1);
    expect(ask(everything)[0]!.growth).toBeNull();
  });

  it('hold nothing where there is nothing', () => {
    expect(ask([])).toEqual([]);
    expect(ask(textsOf(['', '!!!', 'northwind', 'app not working']))).toEqual([]);
  });

  it('are found among thousands within a second', () => {
    const random = createRandom(9);
    const vocabulary = Array.from({ length: 3_000 }, (_, i) =>
      `word${String.fromCharCode(97 + (i % 26))}${i.toString(36)}`.replace(/\d/g, 'q'),
    );
    const noise = Array.from({ length: 2_000 }, () =>
      Array.from({ length: 9 }, () => vocabulary[Math.floor(random() ** 2 * vocabulary.length)]!).join(' '),
    );
    const startedMs = performance.now();
    const clusters = ask(textsOf([...noise, ...gift]));
    expect(clusters.some(({ texts }) => texts.length >= 5 && texts.every(({ text }) => text.includes('gift')))).toBe(
      true,
    );
    expect(performance.now() - startedMs).toBeLessThan(20_000);
  });
});
