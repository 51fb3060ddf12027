import type { Place } from '../words/place.ts';
import type { Gazetteer } from './gazetteer.ts';
import { isNamePart } from './name-part.ts';
import { once } from './once.ts';
import { placeOf } from './place-of.ts';
import type { ReadText } from './read-text.ts';
import { type Reading, readMentions } from './support.ts';
import { givenNames } from './text-context.ts';
import { locators } from './written-forms.ts';

/** A country or a city abroad that a text names, the first that is no part of another name; null when there is none. */
export function abroadInText({ gazetteer, tokens, shouted, mentions }: ReadText): Place | null {
  const readings = readMentions(gazetteer, mentions);
  const words = { tokens, placed: once(() => placedWords(gazetteer, readings)) };
  const found = readings.find((reading) => {
    const { mention, sense } = reading;
    if ((sense.kind !== 'country' && sense.country === 'US') || isNamePart(words, mention)) return false;
    if (sense.kind === 'country')
      return mention.key.length < 4 ? mention.upper && !shouted && !mention.hash : mention.capital || mention.hash;
    const before = tokens[mention.from - 1];
    return sense.kind === 'city' && cityIsMeant(reading, before !== undefined && locators.has(before.key));
  });
  if (!found) return null;
  const { sense, rivalry } = found;
  const confidence = sense.kind === 'country' ? 0.92 : Math.max(0.5, 0.9 - rivalry / 2);
  return placeOf(gazetteer, sense, { from: 'text', confidence });
}

/** A city abroad beside its country, or a big one, or one behind "in". */
function cityIsMeant({ mention, sense, support }: Reading, located: boolean): boolean {
  if (!mention.capital || givenNames.has(mention.key)) return located && mention.capital;
  return (
    (support >= 1.5 && sense.population >= 30_000) ||
    sense.population >= 1_000_000 ||
    (located && sense.population >= 50_000)
  );
}

function placedWords(gazetteer: Gazetteer, readings: readonly Reading[]): Set<number> {
  const placed = new Set<number>();
  for (const { mention, sense } of readings) {
    const known = sense.kind === 'state' || sense.kind === 'code' || sense.population >= 20_000;
    if (!known || gazetteer.commonWords.has(mention.key)) continue;
    for (let i = mention.from; i < mention.to; i++) placed.add(i);
  }
  return placed;
}
