import { describe, expect, it } from 'vitest';
import { accountsOn, mayConcern, queriesFor } from '../../../src/adapters/sources/brand-words.ts';
import { htmlText } from '../../../src/adapters/sources/html-text.ts';
import { brandPack } from '../../support/fake-service.ts';

describe('the text of HTML', () => {
  it.each([
    ['<p>one</p><p>two<br>three</p>', 'one\ntwo\nthree'],
    ['a &amp; b &lt;b&gt; &#x27;c&#39; &eacute; &nbsp;d', "a & b <b> 'c' é  d"],
    ['<script>alert(1)</script>kept<style>x{}</style>', 'kept'],
    ['<!-- hidden -->shown', 'shown'],
    ['3 < 4 and 5 > 2', '3 < 4 and 5 > 2'],
    ['&lt;script&gt;spelled&lt;/script&gt;', '<script>spelled</script>'],
    ['<a href="x" title="a>b">link</a>', 'b">link'],
    ['<p>unclosed <b>tags', 'unclosed tags'],
    ['<script>never ends', ''],
    ['', ''],
  ])('%j is %j', (html, text) => expect(htmlText(html)).toBe(text));

  it('takes no more than linear time over hostile input', () => {
    const began = process.cpuUsage().user;
    for (const piece of ['<', '<a', '<br', '</p ', ' ', '\t ', '&', '\n \n', '<a b="']) htmlText(piece.repeat(200_000));
    htmlText('<!--'.repeat(50_000));
    htmlText('<script'.repeat(30_000));
    expect((process.cpuUsage().user - began) / 1_000).toBeLessThan(2_000);
  });
});

describe('the sieve for streams', () => {
  const passes = mayConcern([
    brandPack({ words: ['wal-mart', "kohl's", 'at&t'], handles: ['bigshop'], ambiguous: ['target'] }),
  ]);
  it.each(['Wal-Mart is down', 'my KOHL’S order', 'AT&T?!', '@bigshop help', 'Target.', '#bigshop'])(
    'lets "%s" pass',
    (text) => expect(passes(text)).toBe(true),
  );
  it.each(['walmartian', 'bigshopper', 'targeted', 'watt', ''])('holds "%s" back', (text) =>
    expect(passes(text)).toBe(false),
  );
  it('lets everything pass when there are no words', () => expect(mayConcern([])('anything')).toBe(true));
});

describe('queries and accounts of brand packs', () => {
  it('takes the pack’s own queries, else what its words make, each once', () => {
    const packs = [
      brandPack({ queries: { reddit: ['a', 'b'] } }),
      brandPack({ words: ['c'], queries: {} }),
      brandPack({ queries: { reddit: [] } }),
    ];
    expect(queriesFor(packs, 'reddit', ({ words }) => words)).toEqual(['a', 'b', 'c']);
  });
  it('tells by the writing of an account where it is', () => {
    const accounts = [
      ...['northwindhelp', 'u/northwindhelp', 'help@social.example', 'help.northwind.example', 'did:plc:brand'],
      'forum.northwind.example/u/help',
    ];
    const packs = [brandPack({ supportAccounts: accounts }), brandPack({ supportAccounts: ['northwindhelp'] })];
    expect([
      accountsOn('x', packs),
      accountsOn('reddit', packs),
      accountsOn('mastodon', packs),
      accountsOn('bluesky', packs),
    ]).toEqual([['northwindhelp'], ['u/northwindhelp'], ['help@social.example'], ['help.northwind.example']]);
  });
});
