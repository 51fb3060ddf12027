import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveProfile } from '../../../src/core/geo/resolve-profile.ts';
import { gazetteer } from './fixtures.ts';

const file = resolve(import.meta.dirname, '../../../../shared/bench/locate/profiles-dev.csv');

// The labeled strings are not part of the project: without them beside it there is nothing to score.
describe.skipIf(!existsSync(file))('the labeled profile strings beside the project', () => {
  it('are placed with state recall ≥ .93 at precision ≥ .985 and city recall ≥ .88', () => {
    let [labeled, right, answered, cities, citiesRight] = [0, 0, 0, 0, 0];
    for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
      const [, text = '', kind, city = '', state = '', , accept = ''] = cells(line);
      if (kind === 'ambiguous') continue;
      const wanted = [`${city}|${state}`, ...accept.split(';')]
        .filter((answer) => answer.length > 1)
        .map((answer) => answer.split('|'));
      const place = resolveProfile(gazetteer, text);
      const us = place?.country === 'US' && place.state !== null;
      if (wanted.length > 0) labeled++;
      if (us) answered++;
      if (us && wanted.some(([, s]) => s === place.state)) right++;
      if (kind !== 'city') continue;
      cities++;
      if (us && wanted.some(([c = '', s]) => s === place.state && plain(c) === plain(place.city ?? ''))) citiesRight++;
    }
    expect(right / labeled).toBeGreaterThanOrEqual(0.93);
    expect(right / answered).toBeGreaterThanOrEqual(0.985);
    expect(citiesRight / cities).toBeGreaterThanOrEqual(0.88);
  });
});

function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) =>
    (m[1] ?? m[2] ?? '').replaceAll('""', '"'),
  );
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/\bsaint\b/g, 'st')
    .replace(/[^a-z]/g, '');
}
