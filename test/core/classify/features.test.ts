import { describe, expect, it } from 'vitest';
import { createFeatureReader } from '../../../src/core/classify/features.ts';
import { matchAt, meantBy, parseLexicon } from '../../../src/core/classify/lexicon.ts';
import { brandShape, maskNames, masks } from '../../../src/core/classify/mask.ts';
import { createTokens, hashWord, tokenize } from '../../../src/core/text/tokenize.ts';

const lexicon = parseLexicon('# comment\nneg: not no_longer\nwork: work working\nnot_work: not_working isnt_working\n');

function tokensOf(text: string, brand?: string) {
  const tokens = createTokens();
  tokenize(text, tokens);
  maskNames(tokens, brand === undefined ? null : brandShape(brand));
  return tokens;
}

function classAt(text: string): { name: string | undefined; length: number } {
  const tokens = tokensOf(text);
  const match = matchAt(lexicon, tokens.hash, 0, tokens.count);
  return { name: lexicon.names[(match & 0xffff) - 1], length: match >>> 16 };
}

describe('parseLexicon and matchAt', () => {
  it.each([
    ['not here', 'neg', 1],
    ['not working now', 'not_work', 2],
    ["isn't working", 'not_work', 2],
    ['no longer', 'neg', 2],
    ['working', 'work', 1],
    ['no way', undefined, 0],
    ['banana', undefined, 0],
  ])('"%s" begins with %s', (text, name, length) => {
    expect(classAt(text)).toEqual({ name, length });
  });

  it('names the line that it can not read', () => {
    expect(() => parseLexicon('neg: not\noops')).toThrow(/line 2/);
  });

  it('refuses slips and words that are more than one word', () => {
    expect(() => parseLexicon('= doesnt: does-nt')).toThrow('"does-nt" isn\'t one word');
  });

  it.each(['dosent', "dosen't", 'DOSENT', 'doesnt', "doesn't"])('takes %s for the word that is meant', (slip) => {
    const mended = parseLexicon('neg: not\n= doesnt: dosent dosnt\n= working: wrking');
    expect(mended.names).toEqual(['neg']);
    expect(meantBy(mended, tokensOf(slip).hash[0]!)).toBe(hashWord('doesnt'));
    expect(meantBy(mended, hashWord('banana'))).toBe(hashWord('banana'));
  });
});

describe('maskNames', () => {
  it('makes a name of several words one token, in any case', () => {
    const tokens = tokensOf('why is american AIRLINES down', 'American Airlines');
    expect(tokens.count).toBe(4);
    expect(tokens.hash[2]).toBe(masks.brand);
  });

  it.each([
    ['@SpotifyCares help', 'Spotify', masks.support],
    ['@Spotify help', 'Spotify', masks.brand],
    ['@115888 help', 'Spotify', masks.user],
    ['@someone help', undefined, masks.user],
    ['#spotify help', 'Spotify', masks.brand],
  ])('reads %s', (text, brand, mask) => {
    expect(tokensOf(text, brand).hash[0]).toBe(mask);
  });
});

describe('maskNames in joined hashtags', () => {
  const plain = (text: string, brand: string) => {
    const { hash, count } = tokensOf(text, brand);
    return [...hash.slice(0, count)];
  };

  it.each([
    ['#walmartdown', 'Walmart', '#WalmartDown'],
    ['#WALMARTDOWN', 'Walmart', '#WalmartDown'],
    ['#iswalmartdown', 'Walmart', '#IsWalmartDown'],
    ['#tmobiledown', 'T-Mobile', '#TmobileDown'],
    ['#discordappdown again', 'Discord', '#DiscordAppDown again'],
    ['#amazonnofunciona', 'Amazon', '#AmazonNoFunciona'],
    ['so #targetisdownagain today', 'Target', 'so #TargetIsDownAgain today'],
  ])('reads %s as %s, %s', (joined, brand, parted) => {
    expect(plain(joined, brand)).toEqual(plain(parted, brand));
  });

  it.each([
    ['#walmartians', 'Walmart'],
    ['#targeted', 'Target'],
    ['#targetaudience', 'Target'],
    ['walmartdown', 'Walmart'],
    ['#kidsdown', 'Kid'],
    ['#xdown', 'X'],
  ])('leaves %s whole', (text, brand) => {
    expect(tokensOf(text, brand).hash[0]).toBe(hashWord(text.replace('#', '')));
  });

  it('keeps the letters of each part, and what comes after', () => {
    const { from, to, letters, count } = tokensOf('x #walmartappdown now', 'Walmart');
    const words = Array.from({ length: count }, (_, i) => String.fromCharCode(...letters.slice(from[i], to[i])));
    expect(words).toEqual(['x', 'walmart', 'app', 'down', 'now']);
  });

  it('leaves the last token whole where there is no room', () => {
    const tokens = createTokens(2);
    tokenize('now #walmartdown', tokens);
    maskNames(tokens, brandShape('Walmart'));
    expect(tokens.count).toBe(2);
    expect(tokens.hash[1]).toBe(hashWord('walmartdown'));
  });
});

describe('createFeatureReader', () => {
  const reader = createFeatureReader(lexicon, { tableBits: 12, letterGrams: [3], wordTrigrams: true });
  const read = (text: string, brand?: string, fromBrand = false) => {
    const rows = new Int32Array(1024);
    return [...rows.slice(0, reader.read(tokensOf(text, brand), fromBrand, rows))];
  };

  it('reads slips of the pen as the words that are meant, but for their letters', () => {
    const shape = { tableBits: 19, letterGrams: [], wordTrigrams: false };
    const mending = createFeatureReader(parseLexicon('work: work\nnot_work: doesnt_work\n= doesnt: dosent'), shape);
    const rowsOf = (text: string, reads = mending) => {
      const rows = new Int32Array(64);
      return [...rows.slice(0, reads.read(tokensOf(text), false, rows))];
    };
    expect(rowsOf('my code DOSENT work')).toEqual(rowsOf("my code doesn't work"));
    const withLetters = createFeatureReader(parseLexicon('= doesnt: dosent'), { ...shape, letterGrams: [4] });
    expect(rowsOf('it dosent', withLetters)).not.toEqual(rowsOf('it doesnt', withLetters));
  });

  it('gives every text at least the constant feature', () => {
    expect(read('')[0]).toBe(0);
  });

  it('keeps rows inside the table', () => {
    for (const row of read('The app is NOT working!!! @brand https://t.co/x 503 😡'))
      expect(row).toBeGreaterThanOrEqual(0);
    expect(Math.max(...read('The app is not working'))).toBeLessThan(4096);
  });

  it('reads two brands alike once they are named', () => {
    expect(read('Hulu is down', 'Hulu')).toEqual(read('Northvale Power is down', 'Northvale Power'));
  });

  it('hears who speaks', () => {
    expect(read('not working', undefined, true)).not.toEqual(read('not working'));
  });

  it('stops at the room it is given', () => {
    const rows = new Int32Array(10);
    expect(reader.read(tokensOf('the app is not working at all today'), false, rows)).toBe(10);
  });
});
