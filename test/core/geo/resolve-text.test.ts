import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveText } from '../../../src/core/geo/resolve-text.ts';
import { gazetteer } from './fixtures.ts';

const rowsOf = (name: string) =>
  readFileSync(resolve(import.meta.dirname, '../../fixtures/locate', `${name}.tsv`), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('//'))
    .map((line) => line.split('\t') as [string, string, string?]);
const rows = rowsOf('texts');

describe('resolveText', () => {
  it('finds at least 95 % of the states in the project’s sentences and is right in at least 97 % of what it says', () => {
    const answers = rows.map(([text, state, city]) => ({ text, state, city, place: resolveText(gazetteer, text) }));
    const said = answers.filter(({ place }) => place?.state != null);
    const right = said.filter(({ state, place }) => place!.state === state);
    const named = answers.filter(({ state }) => state !== '-');
    expect(rows.length).toBeGreaterThanOrEqual(200);
    expect(right.length / named.length).toBeGreaterThanOrEqual(0.95);
    expect(right.length / said.length).toBeGreaterThanOrEqual(0.97);
    const cities = right.filter(({ city }) => city);
    expect(cities.filter(({ city, place }) => place!.city === city).length / cities.length).toBeGreaterThanOrEqual(
      0.97,
    );
  });

  it.each(['tweets', 'tweets-later', 'tweets-third'])(
    'finds 90 %% of the states in short posts, 95 %% of what it says being right (%s)',
    (name) => {
      const answers = rowsOf(name).map(([text, state]) => ({ state, place: resolveText(gazetteer, text) }));
      const said = answers.filter(({ place }) => place?.state != null);
      const right = said.filter(({ state, place }) => place!.state === state);
      expect(right.length / answers.filter(({ state }) => state !== '-').length).toBeGreaterThanOrEqual(0.9);
      expect(right.length / said.length).toBeGreaterThanOrEqual(0.95);
    },
  );

  it.each([
    ['posts', 0.78, 0.94],
    ['posts-later', 0.77, 0.86],
  ])('finds most states in posts of which half are traps (%s)', (name, recall, precision) => {
    const answers = rowsOf(name).map(([text, state]) => ({ state, place: resolveText(gazetteer, text) }));
    const said = answers.filter(({ place }) => place?.country === 'US' && place.state !== null);
    const right = said.filter(({ state, place }) => place!.state === state);
    expect(answers.length).toBeGreaterThan(330);
    expect(right.length / answers.filter(({ state }) => state !== '-').length).toBeGreaterThanOrEqual(recall);
    expect(right.length / said.length).toBeGreaterThanOrEqual(precision);
  });

  it.each([
    ['Aurora CO: the app spins', 'Aurora', 'CO'],
    ["Atlanta's stores are all down", 'Atlanta', 'GA'],
    ['at the Bentonville supercenter', 'Bentonville', 'AR'],
    ['the whole town of Yuma is out', 'Yuma', 'AZ'],
    ['PA here, nothing works', null, 'PA'],
    ['48104 here, out again', 'Ann Arbor', 'MI'],
    ['all out in Kent WA', 'Kent', 'WA'],
    ['they sent it to 48104 again', 'Ann Arbor', 'MI'],
    ['flickered twice then gone, 48104, the whole street', 'Ann Arbor', 'MI'],
    ['most of Dallas County should be back by Sunday', null, 'TX'],
    ['what day do they load stamps (Georgia)', null, 'GA'],
    ['charter is out again (stevens point) so im at mcdonalds', 'Stevens Point', 'WI'],
    ['no internet in stevens point since noon', 'Stevens Point', 'WI'],
    ['my bag is in Atlanta, I am in Boise', 'Boise', 'ID'],
    ['heads up Austin folks, spectrum is out', 'Austin', 'TX'],
    ['No internet out here in Sequim', 'Sequim', 'WA'],
    ['Not just you, Bozeman here', 'Bozeman', 'MT'],
    ['x3, Johnstown pa', 'Johnstown', 'PA'],
    ['Replying so i get notified. Pocatello', 'Pocatello', 'ID'],
    ['Alliant out in Waterloo again', 'Waterloo', 'IA'],
    ['@eerie_cat no power in Durham', 'Durham', 'NC'],
    ['whole east side of Spokane is dead', 'Spokane', 'WA'],
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
    'at Lexington Community Center',
    'Houston, we have a problem',
    'Ordered a sofa from them in August, still nothing',
    'it says my nearest is Aberdeen. I live in Kent',
    'internet off in Mayo since the storm',
    'to leave them text STOP to 65075',
    'they let someone in Ohio buy 900 tires',
    'middle seat by the toilet. see u in denver',
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
