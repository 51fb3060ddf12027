/**
 * Scores the resolver. Run: node scripts/run.mjs evaluate-locate [--errors]
 * profiles: ../shared/bench/locate/profiles-dev.csv (skipped when absent); running texts: test/fixtures/locate, whose files say how they came about, and the posts of data/corpus-test, of
 * which one in thirty tells a place. No training saw any of them. "Named at all" counts a place that is named but isn't the writer's as right.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadGazetteer } from '../src/adapters/assets/load-gazetteer.ts';
import { resolveProfile } from '../src/core/geo/resolve-profile.ts';
import { resolveText } from '../src/core/geo/resolve-text.ts';
import type { Place } from '../src/core/words/place.ts';
import { type LabeledPost, readLabeledPosts } from './places/labeled-posts.ts';
import { scoreLine, scorePosts } from './places/score-posts.ts';
import { testCorpusPosts } from './places/test-corpus-posts.ts';

const root = join(import.meta.dirname, '..');
const showErrors = process.argv.includes('--errors');
const gazetteer = loadGazetteer();

function csvCells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) =>
    (m[1] ?? m[2] ?? '').replaceAll('""', '"'),
  );
}

function same(a: string | null, b: string): boolean {
  const plain = (name: string): string =>
    name
      .toLowerCase()
      .replace(/\bsaint\b/g, 'st')
      .replace(/[^a-z]/g, '');
  return a !== null && plain(a) === plain(b);
}

interface Tally {
  labeled: number;
  right: number;
  answered: number;
  answeredRight: number;
  cities: number;
  citiesRight: number;
}

function scoreProfiles(file: string): void {
  const tally: Tally = { labeled: 0, right: 0, answered: 0, answeredRight: 0, cities: 0, citiesRight: 0 };
  for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
    if (line.trim() === '') continue;
    const [id = '', text = '', kind = '', city = '', state = '', , accept = ''] = csvCells(line);
    if (kind === 'ambiguous') continue;
    const answers = [...(state || city ? [`${city}|${state}`] : []), ...accept.split(';').filter(Boolean)].map(
      (a) => a.split('|') as [string, string],
    );
    const place = resolveProfile(gazetteer, text);
    const us = place?.country === 'US' && place.state !== null;
    const stateRight = us && answers.some(([, s]) => s === place.state);
    const cityRight = us && answers.some(([c, s]) => s === place.state && c !== '' && same(place.city, c));
    if (answers.length > 0) tally.labeled++;
    if (stateRight) tally.right++;
    if (us) tally.answered++;
    if (us && stateRight) tally.answeredRight++;
    if (kind === 'city') {
      tally.cities++;
      if (cityRight) tally.citiesRight++;
    }
    const wrong = us ? !stateRight : answers.length > 0;
    if (showErrors && (wrong || (kind === 'city' && !cityRight)))
      report(`${id} ${kind} "${text}" is ${city}|${state}|${accept}`, place);
  }
  print('profiles', tally);
}

/** Lines as `readLabeledPosts` has them; older files have the city in the third column. */
function scoreTexts(name: string, posts: readonly LabeledPost[]): void {
  const places = posts.map(({ text }) => resolveText(gazetteer, text));
  const answers = places.map((place) => (place?.country === 'US' ? place.state : null));
  const cities = posts.flatMap((post, i) => (post.city === '' ? [] : [{ post, place: places[i]! }]));
  const right = cities.filter(
    ({ post, place }) => place?.state != null && post.states.includes(place.state) && same(place.city, post.city),
  );
  const cityLine = cities.length > 0 ? `, cities ${(right.length / cities.length).toFixed(3)} of ${cities.length}` : '';
  console.log(`${name}: ${scoreLine(scorePosts(posts, answers))}${cityLine}`);
  if (!showErrors) return;
  for (const [i, { text, states }] of posts.entries()) {
    const wrong = answers[i] === null ? states.length > 0 : !states.includes(answers[i]!);
    if (wrong) report(`"${text}" is ${states.join('/') || '-'}`, places[i]!);
  }
}

function report(what: string, place: Place | null): void {
  console.log(
    `  ${what} → ${place ? `${place.city}|${place.state}|${place.country} ${place.level} ${place.confidence}` : 'null'}`,
  );
}

function print(what: string, t: Tally): void {
  const share = (n: number, of: number): string => `${(n / of).toFixed(3)} (${n} of ${of})`;
  console.log(
    `${what}: state recall ${share(t.right, t.labeled)}, precision ${share(t.answeredRight, t.answered)}` +
      (t.cities > 0 ? `, city recall ${share(t.citiesRight, t.cities)}` : ''),
  );
}

const profiles = join(root, '../shared/bench/locate/profiles-dev.csv');
if (existsSync(profiles)) scoreProfiles(profiles);
else console.log('profiles: skipped, ../shared/bench/locate/profiles-dev.csv is not here');
const fixtures = join(root, 'test/fixtures/locate');
for (const name of [
  'texts',
  'tweets',
  'tweets-later',
  'tweets-third',
  'posts',
  'posts-later',
  'stream',
  'stream-later',
  'stream-third',
])
  scoreTexts(name, readLabeledPosts(join(fixtures, `${name}.tsv`)));
scoreTexts('test corpus', testCorpusPosts(join(root, 'data/corpus-test'), join(fixtures, 'test-corpus.tsv')));
