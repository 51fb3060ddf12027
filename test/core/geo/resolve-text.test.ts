import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLabeledPosts } from '../../../scripts/places/labeled-posts.ts';
import { scorePosts } from '../../../scripts/places/score-posts.ts';
import { resolveText } from '../../../src/core/geo/resolve-text.ts';
import { gazetteer } from './fixtures.ts';

const folder = resolve(import.meta.dirname, '../../fixtures/locate');

/** Shares of the told states that are found, of the said ones that are right, and of the told cities that are found with their state. */
function measured(name: string) {
  const posts = readLabeledPosts(resolve(folder, `${name}.tsv`));
  const places = posts.map(({ text }) => resolveText(gazetteer, text));
  const { told, found, said, named } = scorePosts(
    posts,
    places.map((place) => (place?.country === 'US' ? place.state : null)),
  );
  const cities = posts.flatMap(({ city, states }, i) => (city ? [{ city, states, place: places[i]! }] : []));
  const right = cities.filter(({ city, states, place }) => place?.city === city && states.includes(place.state!));
  return {
    posts: posts.length,
    recall: found / told,
    precision: found / said,
    named: named / said,
    cities: right.length / cities.length,
  };
}

describe('resolveText', () => {
  it.each([
    ['texts', 0.9, 0.98, 0.91],
    ['tweets', 0.94, 0.99, 0.93],
    ['tweets-later', 0.92, 0.95, 0.92],
    ['tweets-third', 0.95, 0.99, 0.95],
  ])('finds nine tenths of what is plainly said (%s)', (name, recall, precision, cities) => {
    const figures = measured(name);
    expect(figures.recall).toBeGreaterThanOrEqual(recall);
    expect(figures.precision).toBeGreaterThanOrEqual(precision);
    expect(figures.cities).toBeGreaterThanOrEqual(cities);
  });

  it.each([
    ['posts', 680, 0.84, 0.97],
    ['posts-later', 340, 0.89, 0.95],
    ['stream', 600, 0.79, 0.9],
    ['stream-later', 600, 0.8, 0.92],
    ['stream-third', 500, 0.81, 0.95],
  ])(
    'finds most places in posts of hands that it never saw, and seldom says a wrong one (%s)',
    (name, posts, recall, precision) => {
      const figures = measured(name);
      expect(figures.posts).toBe(posts);
      expect(figures.recall).toBeGreaterThanOrEqual(recall);
      expect(figures.precision).toBeGreaterThanOrEqual(precision);
      expect(figures.named).toBeGreaterThanOrEqual(0.95);
    },
  );

  it.each([
    ['Aurora CO: the app spins', 'Aurora', 'CO'],
    ["Atlanta's stores are all down", 'Atlanta', 'GA'],
    ['at the Bentonville supercenter', 'Bentonville', 'AR'],
    ['the whole town of Yuma is out', 'Yuma', 'AZ'],
    ['48104 here, out again', 'Ann Arbor', 'MI'],
    ['all out in Kent WA', 'Kent', 'WA'],
    ['they sent it to 48104 again', 'Ann Arbor', 'MI'],
    ['flickered twice then gone, 48104, the whole street', 'Ann Arbor', 'MI'],
    ['no internet in stevens point since noon', 'Stevens Point', 'WI'],
    ['my bag is in Atlanta, I am in Boise', 'Boise', 'ID'],
    ['heads up Austin folks, spectrum is out', 'Austin', 'TX'],
    ['No internet out here in Sequim', 'Sequim', 'WA'],
    ['@DTE_Energy lights out again, third time this week', null, 'MI'],
    ['PG&E cut our power at 4 am', null, 'CA'],
    ['power out in Troy, @nationalgridus says 9 pm', 'Troy', 'NY'],
    ['power out in Troy, @DTE_Energy says 9 pm', 'Troy', 'MI'],
    ['Not just you, Bozeman here', 'Bozeman', 'MT'],
    ['x3, Johnstown pa', 'Johnstown', 'PA'],
    ['Replying so i get notified. Pocatello', 'Pocatello', 'ID'],
    ['Alliant out in Waterloo again', 'Waterloo', 'IA'],
    ['@eerie_cat no power in Durham', 'Durham', 'NC'],
    ['anyone else in the 78745 getting zero bars', 'Austin', 'TX'],
  ])('places %s', (text, city, state) => {
    expect(resolveText(gazetteer, text)).toMatchObject({ city, state });
  });

  it.each([
    'Ms. Houston at the counter was sweet',
    'watching Chicago Fire tonight',
    'Hotel California on hold again',
    'LA la la still waiting',
    'I sent you a DM too',
    'Houston, we have a problem',
    'Ordered a sofa from them in August, still nothing',
    'it says my nearest is Aberdeen. I live in Kent',
    'internet off in Mayo since the storm',
    'to leave them text STOP to 65075',
    'they let someone in Ohio buy 900 tires',
    'Client call at 4. Tally: 10',
    'Order no 48104, late again',
    'the only flight to Aspen was cancelled',
    'support bot named "Savannah" says case closed',
    'Enjoy my diapers, Brandon',
    'which one falls over most at Christmas?',
    'Agree w everyone here. Rogers is a joke',
    'Ticketmaster queue put me at 48211 and then kicked me',
    'Evri have it out for delivery, I live in Durham',
    '@VirginMedia been off since 7 in Durham, any update',
    'BT broadband out in Boston, Lincs since this morning',
    'I live 10 min from their hq in Bentonville',
    'Tried the boston baked beans they show in the ad',
  ])('leaves %s unplaced', (text) => {
    expect(resolveText(gazetteer, text)?.state ?? null).toBeNull();
  });

  it('says zip, city, metro or state, whichever is named', () => {
    expect(resolveText(gazetteer, 'pickup at zip 75023 is broken')).toMatchObject({
      level: 'zip',
      city: 'Plano',
      state: 'TX',
    });
    expect(resolveText(gazetteer, 'the Walmart in Plano TX')).toMatchObject({
      level: 'city',
      city: 'Plano',
      metro: '19100',
    });
    expect(resolveText(gazetteer, 'all of DFW is out')).toMatchObject({ level: 'metro', metro: '19100', city: null });
    expect(resolveText(gazetteer, 'down across Texas')).toMatchObject({ level: 'state', state: 'TX', city: null });
    expect(resolveText(gazetteer, 'down in Toronto')).toMatchObject({ country: 'CA', state: null });
  });
});
