import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTokens, hashWord, tokenize, tokenKind } from '../../../src/core/text/tokenize.ts';

function read(text: string): string[] {
  const tokens = createTokens();
  tokenize(text, tokens);
  return Array.from({ length: tokens.count }, (_, i) =>
    String.fromCharCode(...tokens.letters.slice(tokens.from[i], tokens.to[i])),
  );
}

function kindsOf(text: string): number[] {
  const tokens = createTokens();
  tokenize(text, tokens);
  return [...tokens.kind.slice(0, tokens.count)];
}

describe('tokenize', () => {
  it.each([
    ['folds case and accents', 'La APLICACIÓN ñoña', ['la', 'aplicacion', 'nona']],
    ['joins "n\'t" and parts other endings', "can't isn’t we're", ['cant', 'isnt', 'we', 're']],
    ['squeezes drawn-out letters', 'sooooo slooow', ['so', 'slow']],
    ['parts a number from a name', 'iOS11 ps4', ['ios', '11', 'ps', '4']],
    ['keeps network generations whole', 'no 4g today', ['no', '4g', 'today']],
    ['parts hashtags at capitals', '#AppNotWorking', ['app', 'not', 'working']],
    ['reads a clock time as one number', 'at 10:45 am', ['at', '1045', 'am']],
  ])('%s', (_, text, words) => {
    expect(read(text)).toEqual(words);
  });

  it('tells mentions, links, emoji and sentence marks', () => {
    const { mention, link, symbol, mark, word } = tokenKind;
    expect(kindsOf('@Brand down!!! 😡 https://t.co/x')).toEqual([mention, word, mark, symbol, link]);
  });

  it('gives a squeezed word the hash of the plain one', () => {
    const tokens = createTokens();
    tokenize('helpppp', tokens);
    expect(tokens.hash[0]).toBe(hashWord('help'));
  });

  it('stays within its room on any text (seed 2)', () => {
    const tokens = createTokens(16);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        tokenize(text, tokens);
        expect(tokens.count).toBeLessThanOrEqual(16);
      }),
      { seed: 2 },
    );
  });
});
