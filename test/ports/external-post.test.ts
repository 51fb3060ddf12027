import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, describeFaults, externalPostSchema, postFromExternal } from '../../src/ports/external-post.ts';

const least = { id: 'a1', author: 'someone', text: 'Northwind is down', createdAt: '2026-03-10T14:05:00Z' };

describe('a post handed in from outside', () => {
  it('becomes a post', () => {
    const external = externalPostSchema.parse({
      ...least,
      source: 'bluesky',
      lang: 'en',
      geo: { lat: 36.15, lon: -95.99 },
      url: 'https://example.org/1',
      fromBrand: false,
      profileLocation: null,
      unheardOf: 1,
    });
    expect(postFromExternal(external)).toEqual({
      id: 'bluesky:a1',
      source: 'bluesky',
      nativeId: 'a1',
      author: 'someone',
      text: 'Northwind is down',
      createdAt: 1_773_151_500_000,
      lang: 'en',
      geo: { lat: 36.15, lon: -95.99 },
      url: 'https://example.org/1',
      fromBrand: false,
    });
  });

  it('is told apart from one with the same id of another source, where one takes in from several', () => {
    const from = (source?: string, more: object = {}) =>
      postFromExternal(
        externalPostSchema.parse({ ...least, repostOf: 'a0', ...(source && { source }), ...more }),
        'intake',
      );
    expect(from('bluesky')).toMatchObject({
      ...{ id: 'intake:bluesky/a1', source: 'intake', nativeId: 'bluesky/a1' },
      ...{ author: 'bluesky/someone', repostOf: 'bluesky/a0' },
    });
    expect(from('reddit')).toMatchObject({ id: 'intake:reddit/a1', author: 'reddit/someone' });
    expect(from('a/b', { id: 'c' }).id).not.toBe(from('a', { id: 'b/c' }).id);
  });

  it('keeps its id and author where no source is stated', () => {
    expect(postFromExternal(externalPostSchema.parse(least), 'intake')).toMatchObject({
      ...{ id: 'intake:a1', nativeId: 'a1', author: 'someone' },
    });
  });

  it.each([
    ['2026-03-10T09:05:00-05:00', 1_773_151_500_000],
    ['2026-03-10T14:05:00.250Z', 1_773_151_500_250],
    [1_773_151_500_000, 1_773_151_500_000],
  ])('reads the instant %s', (createdAt, at) => {
    expect(externalPostSchema.parse({ ...least, createdAt }).createdAt).toBe(at);
  });

  it.each([
    [{ createdAt: 'yesterday' }, 'createdAt'],
    [{ createdAt: '2026-03-10 14:05' }, 'createdAt'],
    [{ createdAt: '2026-03-10T14:05:00' }, 'createdAt'],
    [{ createdAt: -1 }, 'createdAt'],
    [{ text: null }, 'text'],
    [{ id: '' }, 'id'],
    [{ author: 'x'.repeat(600) }, 'author'],
    [{ geo: { lat: 91, lon: 0 } }, 'geo.lat'],
    [{ url: 'javascript:alert(1)' }, 'url'],
    [{ fromBrand: 'yes' }, 'fromBrand'],
    [{ id: 'a1\n' }, 'id'],
    [{ id: 'a\ud83d' }, 'id'],
    [{ source: 'my\tsource' }, 'source'],
    [{ author: 'me\u0000' }, 'author'],
    [{ lang: 'e\u0000' }, 'lang'],
    [{ url: 'https://example.org/\udc00' }, 'url'],
    [{ profileLocation: '\ud83dTexas' }, 'profileLocation'],
  ])('refuses %o and names the field', (fault, field) => {
    const parsed = externalPostSchema.safeParse({ ...least, ...fault });
    expect(parsed.success).toBe(false);
    expect(describeFaults(parsed.error!)).toMatch(new RegExp(`^${field}: `));
  });

  it('names every fault at once', () => {
    expect(describeFaults(externalPostSchema.safeParse({}).error!).split('; ').length).toBe(4);
    expect(describeFaults(externalPostSchema.safeParse('text').error!)).toMatch(/^record: /);
  });
});

describe('clean text', () => {
  it.each([
    ['a\u0000b\u0007c', 'a b c'],
    ['one\r\ntwo\rthree\tfour', 'one\ntwo\nthree\tfour'],
    ['lone \uD83D surrogate \uDE2B', 'lone \uFFFD surrogate \uFFFD'],
    ['whole \u{1F62B} stays', 'whole \u{1F62B} stays'],
    ['<b>=1+1</b>\u202E', '<b>=1+1</b>\u202E'],
    ['', ''],
  ])('makes %j %j', (from, to) => expect(cleanText(from)).toBe(to));

  it('is well-formed, bounded and stays as it is, whatever came', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const clean = cleanText(text);
        expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
        expect(clean).not.toContain('\u0000');
        expect(cleanText(clean)).toBe(clean);
      }),
      { seed: 20260310 },
    );
    // The cut may fall into a pair.
    expect(cleanText(`x${'\u{1F62B}'.repeat(20_000)}`).length).toBe(25_000);
  });
});
