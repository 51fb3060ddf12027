import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../src/core/text/fingerprint.ts';

const text =
  'The checkout button stopped responding after yesterday’s maintenance, customers everywhere report empty baskets and failing payments';

describe('fingerprint', () => {
  it.each([
    ['letter case', text.toUpperCase()],
    ['punctuation', text.replace(/[,’]/g, ' ').replace('yesterday s', "yesterday's")],
    ['links', `${text} https://t.co/abc`],
    ['mentions', `@brand @someone ${text}`],
    ['trailing hashtags', `${text} #outage #Fail`],
    ['emoji', `😡 ${text} 😡😡`],
    ['a short word put in', text.replace('button', 'page button')],
  ])('is equal in spite of %s', (_, copy) => {
    expect(fingerprint(copy)).toBe(fingerprint(text));
    expect(fingerprint(copy)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('differs where the words do', () => {
    const other =
      'The search results stopped appearing after last night’s update, shoppers everywhere see blank listings and broken pictures';
    expect(fingerprint(other)).not.toBe(fingerprint(text));
  });

  it.each([
    'app down again',
    'is the site down for anyone else?',
    '@brand your website is not working, please fix it',
    '',
    '😡',
  ])('never calls short complaints copies: "%s"', (short) => {
    expect(fingerprint(short)).toBe('');
  });
});
