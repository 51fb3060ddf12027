import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveProfile } from '../../../src/core/geo/resolve-profile.ts';
import { gazetteer } from './fixtures.ts';

function place(text: string): string {
  const found = resolveProfile(gazetteer, text);
  if (!found) return 'none';
  return found.country === 'US' ? `${found.city ?? '-'}, ${found.state ?? 'US'}` : found.country;
}

describe('resolveProfile', () => {
  it.each([
    ['Boise, Idaho', 'Boise, ID'],
    ['tulsa ok', 'Tulsa, OK'],
    ['Chattanooga, Tenn.', 'Chattanooga, TN'],
    ['Ft. Collins, CO', 'Fort Collins, CO'],
    ['St Louis, MO', 'St. Louis, MO'],
    ['coeur d’alene, id', "Coeur d'Alene, ID"],
    ['Texas, Houston', 'Houston, TX'],
    ['📍Miami', 'Miami, FL'],
    ['Winston Salem', 'Winston-Salem, NC'],
    ['#SanFrancisco', 'San Francisco, CA'],
    ['T E X A S', '-, TX'],
    ['𝓣𝓮𝔁𝓪𝓼', '-, TX'],
  ])('reads the plain: %s', (text, expected) => expect(place(text)).toBe(expected));

  it.each([
    ['Chi-Town', 'Chicago, IL'],
    ['The 502', 'Louisville, KY'],
    ['NOLA', 'New Orleans, LA'],
    ['the Sunshine State', '-, FL'],
    ['Astoria, Queens', 'New York, NY'],
    ['Encino, CA', 'Los Angeles, CA'],
    ['Wicker Park, Chicago', 'Chicago, IL'],
    ['MoCo, Maryland', '-, MD'],
  ])('knows what people call it: %s', (text, expected) => expect(place(text)).toBe(expected));

  it.each([
    ['Paris, Texas', 'Paris, TX'],
    ['Paris', 'FR'],
    ['London, KY', 'London, KY'],
    ['London, ON', 'CA'],
    ['Ontario, CA', 'Ontario, CA'],
    ['Ontario', 'CA'],
    ['Tbilisi, Georgia', 'GE'],
    ['Atlanta, Georgia', 'Atlanta, GA'],
    ['Vancouver, WA', 'Vancouver, WA'],
    ['Vancouver BC', 'CA'],
    ['Perth, WA', 'AU'],
    ['Birmingham, UK', 'GB'],
    ['Moscow, Idaho', 'Moscow, ID'],
    ['Lima, OH', 'Lima, OH'],
    ['Boston, Lincolnshire', 'GB'],
    ['Washington, PA', 'Washington, PA'],
    ['Delaware, OH', 'Delaware, OH'],
    ['Kansas City, KS', 'Kansas City, KS'],
  ])('tells namesakes apart: %s', (text, expected) => expect(place(text)).toBe(expected));

  it.each([
    'over the rainbow',
    'ON EARTH',
    'Not me',
    'hi there',
    'In my head',
    'your mom’s house',
    'Gotham City',
    'Mobile',
    'Hope',
    'Jupiter',
    'Wonderland',
    'a galaxy far far away',
    'Club Paradise',
    'the matrix',
    '',
    '🌊🌊🌊',
    'https://example.com/denver',
    '@houston_fan',
  ])('finds no place in "%s"', (text) => expect(place(text)).toBe('none'));

  it.each([
    ['Springfield, USA', '-, US'],
    ['New England', '-, US'],
    ['🇺🇸', '-, US'],
    ['EEUU', '-, US'],
    ['Pleasant Hill, USA', '-, US'],
  ])('stays with the country where no more is sure: %s', (text, expected) => expect(place(text)).toBe(expected));

  it.each([
    ['Austin, TX & Brooklyn, NY', 'Austin, TX'],
    ['London / Los Angeles', 'Los Angeles, CA'],
    ['Nigeria | Houston, TX', 'Houston, TX'],
    ['Texan in Virginia', '-, VA'],
    ['Canadian in Texas', '-, TX'],
    ['Richmond, London', 'CA'],
  ])('chooses among several: %s', (text, expected) => expect(place(text)).toBe(expected));

  it.each([
    ['ÜT: 40.7,-73.9', 'NY'],
    ['iPhone: 33.749000,-84.388000', 'GA'],
    ['lat: 29.76, lon: -95.36', 'TX'],
    ["34°03'N 118°14'W", 'CA'],
    ['51.5074,-0.1278', null],
  ])('reads coordinates: %s', (text, state) => {
    const found = resolveProfile(gazetteer, text);
    expect(found).toMatchObject({ level: 'point', state });
  });

  it.each([
    ['Pensylvania', '-, PA'],
    ['San Deigo', 'San Diego, CA'],
    ['Chatanooga, TN', 'Chattanooga, TN'],
  ])('forgives a slip: %s', (text, expected) => expect(place(text)).toBe(expected));

  it('answers any string, always the same, with a confidence between 0 and 1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const found = resolveProfile(gazetteer, text);
        expect(resolveProfile(gazetteer, text)).toEqual(found);
        if (found) expect(found.confidence > 0 && found.confidence <= 1).toBe(true);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('reads a megabyte in the time of a line', () => {
    const startedAt = performance.now();
    resolveProfile(gazetteer, 'Dallas, TX '.repeat(100_000));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
