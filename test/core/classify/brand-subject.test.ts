import { describe, expect, it } from 'vitest';
import { loadBrandPacks } from '../../../src/adapters/assets/load-brand-packs.ts';
import { compileBrands } from '../../../src/core/classify/brand-match.ts';
import { brandsConcerned } from '../../../src/core/classify/brand-subject.ts';

const matcher = compileBrands(loadBrandPacks(new URL('../../../data/brands', import.meta.url).pathname));
const concerned = (text: string) => brandsConcerned(matcher, { text }).map(({ id }) => id);

describe('brandsConcerned', () => {
  it.each([
    ['Are AWS and Cloudflare both down or is it just me?', ['aws', 'cloudflare']],
    ['Walmart and Target apps both down, or is it just me?', ['walmart']],
    ["@Walmart @VISA can't pay on the app or the website, anyone else?", ['walmart', 'visa']],
    ['¿Walmart y Kroger caídos o soy yo?', ['walmart']],
    ['El carrito de Walmart, vacío, y Kroger ¿igual?', ['walmart']],
    ['Kroger este año, Walmart el otro: ¿nadie paga?', ['kroger']],
    ['Target is down so I went to Walmart', ['target']],
    ['Verizon or T-Mobile, both are down', ['verizon', 't-mobile']],
  ])('counts %j for %j', (text, brands) => {
    expect(concerned(text)).toEqual(brands);
  });

  it.each([
    'is it Verizon or T-Mobile?',
    'is it Verizon, AT&T or T-Mobile?',
    '¿es Verizon o T-Mobile?',
    'Walmart vs. Kroger?',
    'walmart VS kroger, which one?',
    'is Walmart or is Kroger down?',
  ])('counts the alternatives of %j for none', (text) => {
    expect(concerned(text)).toEqual([]);
  });
});
