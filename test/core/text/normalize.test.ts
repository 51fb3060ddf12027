import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, maxTextLength } from '../../../src/core/text/normalize.ts';

describe('cleanText', () => {
  it.each([
    ['a lone high surrogate', 'down \uD83D again', 'down again'],
    ['a lone low surrogate', '\uDE21 down', 'down'],
    ['control characters', 'app\u0000 is\u0007 down', 'app is down'],
    ['direction marks', '\u202Eapp\u202C \u200Fdown\u2066', 'app down'],
    ['white space runs', ' app \n\n\t down ', 'app down'],
    ['entities', 'tracking-&gt; &quot;404&quot; &amp; more', 'tracking-> "404" & more'],
    ['unknown entities', 'AT&T; R&D', 'AT&T; R&D'],
  ])('scrubs %s', (_, dirty, clean) => {
    expect(cleanText(dirty)).toBe(clean);
  });

  it('keeps emoji whole, joiners and pairs alike', () => {
    expect(cleanText('👨‍👩‍👧 😡 ❤️')).toBe('👨‍👩‍👧 😡 ❤️');
  });

  it('cuts without splitting a surrogate pair', () => {
    const text = `${'a'.repeat(maxTextLength - 1)}😡`;
    expect(cleanText(text)).toBe('a'.repeat(maxTextLength - 1));
  });

  it('is idempotent and never leaves a lone surrogate (seed 1)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const once = cleanText(text.replaceAll('&', ''));
        expect(cleanText(once)).toBe(once);
        expect(/\p{Surrogate}/u.test(once)).toBe(false);
      }),
      { seed: 1 },
    );
  });
});
