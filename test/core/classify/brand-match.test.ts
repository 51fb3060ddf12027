import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadBrandPacks } from '../../../src/adapters/assets/load-brand-packs.ts';
import { compileBrands, matchBrands } from '../../../src/core/classify/brand-match.ts';

const packs = loadBrandPacks(new URL('../../../data/brands', import.meta.url).pathname);
const gap = {
  ...packs.find(({ id }) => id === 'target')!,
  id: 'gap',
  words: ['gap.com'],
  handles: ['gap'],
  ambiguous: ['gap'],
  not: ['gap year', 'wage gap'],
  peers: [],
};
const matcher = compileBrands([...packs, gap]);
const found = (text: string) => matchBrands(matcher, text).map(({ brand }) => brand);

describe('matchBrands', () => {
  it.each([
    ['Walmart app is down', ['walmart']],
    ["walmart's website won't load", ['walmart']],
    ['anyone else having trouble with @WalmartHelp pickup', ['walmart']],
    ['#walmartdown again', ['walmart']],
    ['#IsWalmartDown', ['walmart']],
    ['https://www.walmart.com/cart gives an error', ['walmart']],
    ['it is down.Kroger please fix', ['kroger']],
    ['AT&amp;T has no signal here', ['att']],
    ['at t-mobile the line is long', ['t-mobile']],
    ['is it Verizon or T-Mobile?', ['verizon', 't-mobile']],
    ['the Target app keeps crashing', ['target']],
    ['target app wont load', ['target']],
    ['is target down? website and checkout give errors', ['target']],
    ['Picked this up at Target yesterday', ['target']],
    ['@AskTarget my order is stuck', ['target']],
    ['@AskWalmart @TeamKroger nothing loads', ['walmart', 'kroger']],
    ['WalmartSupport please help, WalmartCares does not answer', ['walmart']],
    ['AmazonHelp my order page is blank', ['amazon']],
    ['@TargetCares the app logs me out', ['target']],
    ['The Gap website is broken', ['gap']],
    ['AWS us-east-1 is having a bad day, Amazon orders fail', ['aws', 'amazon']],
    ['my visa card got declined at the terminal', ['visa']],
  ])('finds the brands of %j', (text, brands) => {
    expect(found(text)).toEqual(brands);
  });

  it.each([
    'we missed our target this quarter',
    'the target audience for our app is young',
    'I hit my sales target and then shopping!',
    'they target small stores with ransomware',
    'mind the gap between train and platform',
    'the wage gap is real',
    'the store has a gap in the wall',
    'waiting for my student visa appointment',
    'healthcare and daycare cost more than my visaservice',
    'ask kroge or team targe',
    'the Amazon rainforest is burning',
    'azure sky over the sea',
    'wall mart of shame? no',
    'awsome day',
    'on target to finish the order today',
  ])('finds none in %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  const table = readFileSync(new URL('../../fixtures/brands/ambiguous-names.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t') as [string, string]);

  it.each(table)('finds %s in %j', (brands, text) => {
    expect(found(text).sort().join() || '-').toBe(brands);
  });

  it.each([
    ['Target´s website is down', ['target']],
    ['Walmartʼs website is down', ['walmart']],
    ['#targetnofunciona', ['target']],
    ["can't check out on Target app", ['target']],
    ['Amazon down 5 hours already', ['amazon']],
    ['Kroger and Amazon both down', ['kroger', 'amazon']],
  ])('finds the brands of %j', (text, brands) => {
    expect(found(text)).toEqual(brands);
  });

  it('is linear in hostile text', () => {
    const start = performance.now();
    found('target '.repeat(20_000));
    found(`can't `.repeat(20_000) + 'on target and azure '.repeat(20_000));
    found('#'.repeat(100_000));
    found('a.'.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
