import { nameKey } from '../../src/core/geo/name-key.ts';
import { cities, keyUnlessPlain, sameName, territories, writeLines } from './packaged-data.ts';

const minWorldPopulation = 15_000;
const languages =
  'en es fr de it pt nl sv da nb fi pl tr ru uk ar fa hi th ja zh zh-Hant ko id ms vi el he cs sk hu ro hr sr bg ca eu gl sw bn ta ur af is et lv lt sl'.split(
    ' ',
  );

export function writeWorld(): void {
  const seen = new Set<string>();
  const rows = cities
    .filter((c) => c.country !== 'US' && !territories.has(c.country) && c.population >= minWorldPopulation)
    .toSorted((a, b) => b.population - a.population)
    .filter((c) => {
      const key = `${c.country} ${sameName(c.name) || c.name}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .map((c) =>
      [
        c.country,
        c.name,
        keyUnlessPlain(c.name),
        c.population,
        c.loc.coordinates[1].toFixed(1),
        c.loc.coordinates[0].toFixed(1),
      ].join('\t'),
    );
  writeLines('world-cities.tsv', rows);
  const names = new Set<string>();
  for (const language of languages) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (let i = 0; i < 676; i++) {
      const code = String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26));
      if (['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO'].includes(code) || territories.has(code)) continue;
      const name = display.of(code);
      // A short name in another language is a word in English too often ("Man", "Kina").
      const isShort = language !== 'en' && /^[a-z]{1,4}$/i.test(name ?? '');
      if (name && !isShort) names.add(`${code}\t${nameKey(name)}`);
    }
  }
  writeLines('country-names.tsv', [...names].toSorted());
}
