import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listModels, loadClassifier } from '../../../src/adapters/assets/load-model.ts';

const models = resolve(import.meta.dirname, '../../../models');

describe.each(listModels(models))('%s', (name) => {
  const folder = join(models, name);
  const classifier = loadClassifier(name, models);

  it('is small enough to ship and comes with its card and figures', () => {
    expect(statSync(join(folder, 'weights.bin')).size).toBeLessThanOrEqual(8 * 2 ** 20);
    expect(existsSync(join(folder, 'CARD.md'))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'metrics.json'), 'utf8')).sets.length).toBeGreaterThan(0);
    expect(classifier.model).toBe(name);
  });

  it('gives the same verdict alone and in a batch', () => {
    const posts = [
      { text: 'checkout is broken again' },
      { text: 'lovely weather' },
      { text: '¿se cayó la app?', brand: 'BBVA' },
    ];
    expect(posts.flatMap((post) => classifier.classify([post]))).toEqual(classifier.classify(posts));
  });

  it.each([
    ['the website is down, error 503 since this morning', 'current'],
    ['app keeps crashing when I open it', 'current'],
    ['la app no funciona, no me deja entrar', 'current'],
    ['it is working again now, thank you', 'resolved'],
    ['do you have this lamp in blue?', 'none'],
    ['happy birthday mum, love you', 'none'],
  ])('reads plain posts: %s', (text, kind) => {
    expect(classifier.classify([{ text }])[0]!.kind).toBe(kind);
  });

  it.each(['Walmart', 'Target', 'Discord', 'T-Mobile', 'Instagram'])(
    'understands the lower-case hashtag of %s',
    (brand) => {
      const name = brand.replace('-', '');
      const [one, other] = classifier.classify([
        { text: `#${name.toLowerCase()}down`, brand },
        { text: `#${name[0]}${name.slice(1).toLowerCase()}Down`, brand },
      ]);
      expect(one!.kind).toBe('current');
      expect(one!.scores).toEqual(other!.scores);
    },
  );

  it.each(['´', '`', '‘', '’', 'ʼ'])('takes %s for an apostrophe', (sign) => {
    const texts = ["I can't sign in", "it won't let me log in", "checkout doesn't work", "we're locked out of the app"];
    expect(classifier.classify(texts.map((text) => ({ text: text.replaceAll("'", sign) })))).toEqual(
      classifier.classify(texts.map((text) => ({ text }))),
    );
  });

  it.each([
    ["my gift code doesn't work", 'my gift code DOSENT work'],
    ['the app is not working since morning', 'the app is nt workin since morning'],
    ["I can't connect, no internet", 'I canot conect, no intenet'],
    ['checkout gives an error again', 'chekout gives an eror agian'],
  ])('reads slips of the pen as what is meant: %s', (meant, written) => {
    const [one, other] = classifier.classify([{ text: meant }, { text: written }]);
    expect(one!.kind).toBe('current');
    expect(other!.kind).toBe('current');
    expect(Math.abs(one!.scores.current - other!.scores.current)).toBeLessThan(0.15);
  });
});

it('names the models that there are when asked for another', () => {
  expect(() => loadClassifier('nobody@1', models)).toThrow(/Models: reports@/);
});
