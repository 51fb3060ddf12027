import { describe, expect, it } from 'vitest';
import { compileBrands } from '../../../src/core/classify/brand-match.ts';
import { brandsConcerned } from '../../../src/core/classify/brand-subject.ts';
import { compileSpeakers, withSpeaker } from '../../../src/core/classify/own-accounts.ts';
import type { Post } from '../../../src/core/words/post.ts';
import { brandPack } from '../../support/fake-service.ts';

const packs = [
  brandPack({ supportAccounts: ['northwindhelp', 'sharedhelp'] }),
  brandPack({ id: 'contoso', words: ['contoso'], supportAccounts: ['help@contoso.example', 'sharedhelp'] }),
  brandPack({ id: 'cloud', role: 'provider', words: ['cloud nine'], supportAccounts: [] }),
];
const speakerOf = compileSpeakers(packs);
const matcher = compileBrands(packs);

function post(text: string, changes: Partial<Post> = {}): Post {
  return { id: 'x:1', source: 'x', nativeId: '1', author: '77', text, createdAt: 0, ...changes };
}
const concerned = (some: Post) => brandsConcerned(matcher, some).map(({ id }) => id);

describe('own accounts', () => {
  it('are known by any of their names, without @ and case', () => {
    const own = { fromBrand: true, speaksFor: ['northwind'] };
    expect([speakerOf('NorthwindHelp'), speakerOf(undefined, '@NORTHWINDHELP')]).toEqual([own, own]);
    expect(speakerOf('help@contoso.example')).toEqual({ fromBrand: true, speaksFor: ['contoso'] });
    expect(speakerOf('northwindhelp', 'sharedhelp').speaksFor).toEqual(['northwind', 'contoso']);
  });

  it.each([
    'northwind',
    'u/northwindhelp',
    'northwindhelp@social.example',
    'help@other.example',
    'help',
    '',
    undefined,
  ])('have no part in %s', (name) => expect(speakerOf(name)).toEqual({}));

  it('speak for their brand without its name, and for nobody else whom they name', () => {
    const own = speakerOf('northwindhelp');
    expect(concerned(post('We are aware of an issue', own))).toEqual(['northwind']);
    expect(concerned(post('Cloud nine has an outage, Contoso is down too', own))).toEqual(['northwind']);
  });

  it('speak, where several brands share one, for those of them that they name', () => {
    const own = speakerOf('sharedhelp');
    expect(concerned(post('We are aware of an issue', own))).toEqual([]);
    expect(concerned(post('Contoso is down, cloud nine has an outage', own))).toEqual(['contoso']);
    expect(concerned(post('Contoso and Northwind work again', own))).toEqual(['northwind', 'contoso']);
  });

  it('are found by the author of what is handed in, where it says that a brand speaks', () => {
    const handed = (changes: Partial<Post> & { author: string }) =>
      withSpeaker(post('We are aware of an issue', { ...changes, author: 'a key' }), changes.author, speakerOf);
    expect(concerned(handed({ author: '@NorthwindHelp', fromBrand: true }))).toEqual(['northwind']);
    expect(concerned(handed({ author: '@NorthwindHelp' }))).toEqual([]);
    expect(concerned(handed({ author: 'unknown', fromBrand: true }))).toEqual([]);
    // The line knows best.
    expect(concerned(handed({ author: 'northwindhelp', fromBrand: true, aboutBrand: 'contoso' }))).toEqual(['contoso']);
  });

  it('that no pack names speak of whom they name', () => {
    expect(concerned(post('Contoso is down', { fromBrand: true }))).toEqual(['contoso']);
  });
});
