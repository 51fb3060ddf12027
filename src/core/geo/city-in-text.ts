import type { Mention } from './mentions.ts';
import { isBeside } from './name-part.ts';
import type { Scene } from './scene.ts';
import type { Reading } from './support.ts';
import { alsoFirms, betterKnownAbroad, givenNames, placeVerbs, presenceWords, wordsAbroad } from './text-context.ts';

/** How a name stands in its clause. */
interface Standing {
  /** Written as a name. */
  written: boolean;
  /** Behind "in" and the like, or in brackets. */
  located: boolean;
  /** Before a word that speaks of a place ("Plano residents"). */
  spokenOf: boolean;
  /** At the begin of a clause, before "here" or "too". */
  present: boolean;
  /** A clause by itself ("Pocatello."). */
  alone: boolean;
}

/** Whether the name of a town is meant as a place here: the smaller the town, the more must speak for it. */
export function cityIsMeant(scene: Scene, reading: Reading, located: boolean): boolean {
  const { gazetteer } = scene;
  const { mention, sense, rivalry } = reading;
  if (sense.country !== 'US') return foreignCityIsMeant(reading, located);
  if (betterKnownAbroad.has(mention.key) || isAbroad(scene, reading)) return false;
  if (rivalry > 0.62 || gazetteer.commonWords.has(mention.key) || /^\d+$/.test(mention.key)) return false;
  const standing = standingOf(scene, reading, located);
  const { written, spokenOf } = standing;
  const words = mention.to - mention.from;
  if (givenNames.has(mention.key) && !located && !mention.hash && !spokenOf) return false;
  if (sense.kind === 'part') return located || spokenOf || (written && (mention.hash || words > 1));
  if (sense.alias) {
    return (
      (mention.key.length > 3 || mention.upper) &&
      (written || located || (words > 1 && sense.population >= 600_000)) &&
      !mention.key.startsWith('the ')
    );
  }
  return written ? writtenIsMeant(scene, reading, standing) : smallIsMeant(scene, reading, standing);
}

/** With a capital or as a hashtag. */
function writtenIsMeant({ tokens }: Scene, { mention, sense, rivalry }: Reading, standing: Standing): boolean {
  const { located, spokenOf, present, alone } = standing;
  const { population } = sense;
  const words = mention.to - mention.from;
  if (population >= 250_000) return true;
  const next = tokens[mention.to];
  const before = tokens[mention.from - 1];
  const apart = next !== undefined && !isBeside(tokens[mention.to - 1]!, next);
  if (population >= (mention.from === 0 ? 60_000 : 150_000) && rivalry <= 0.2 && apart) return true;
  if (population >= 60_000 && (located || spokenOf || mention.hash || words > 1)) return true;
  if (words > 1 && population >= 20_000 && rivalry <= 0.3) return true;
  if (located) return population >= 8_000 || (population >= 1_000 && isOnlyOne(mention) && before?.key !== 'at');
  if (alsoFirms.has(mention.key)) return false;
  if (present) return population >= 5_000 && rivalry <= 0.4;
  if (alone) return population >= 8_000 && rivalry <= 0.3;
  return spokenOf && words > 1 && population >= 20_000;
}

/** In small letters, which tell nothing where a writer has no others. */
function smallIsMeant({ small, tokens }: Scene, { mention, sense, rivalry }: Reading, standing: Standing): boolean {
  const { located, spokenOf, present } = standing;
  const { population } = sense;
  // A last word behind a comma is as good as one with a capital.
  const tagged = mention.gap === 1 && mention.to === tokens.length && tokens.every(({ capital }) => !capital);
  if (population >= 250_000 && tagged && rivalry <= 0.3) return true;
  if (population >= 250_000) return located || spokenOf || mention.to - mention.from > 1 || population >= 600_000;
  if (rivalry > 0.3) return false;
  if (population >= 100_000 && (located || spokenOf)) return true;
  return small && ((located && population >= 8_000) || (present && population >= 20_000 && rivalry <= 0.2));
}

function standingOf({ tokens }: Scene, { mention }: Reading, located: boolean): Standing {
  const [previous, first, last, next] = [
    tokens[mention.from - 1],
    tokens[mention.from]!,
    tokens[mention.to - 1]!,
    tokens[mention.to],
  ];
  const begins = previous === undefined || !isBeside(previous, first);
  const ends = next === undefined || !isBeside(last, next);
  return {
    written: mention.capital || mention.hash,
    located,
    spokenOf: next?.gap === 0 && placeVerbs.has(next.key),
    present: begins && !ends && presenceWords.has(next!.key),
    alone: begins && ends,
  };
}

/** Hamlets of the same name have no population here, and more people than a small town in all. */
function isOnlyOne({ senses }: Mention): boolean {
  return senses.filter(({ kind, country }) => kind === 'city' && country === 'US').length < 3;
}

/** Who speaks of a firm that is only abroad lives there: a name that both countries have is the other one's. */
function isAbroad({ tokens, handled }: Scene, { mention }: Reading): boolean {
  if (!mention.senses.some(({ country, population }) => country !== 'US' && population >= 10_000)) return false;
  return handled || tokens.some(({ key }) => wordsAbroad.has(key));
}

/** A city abroad beside its country, or a big one, or one behind "in". */
function foreignCityIsMeant({ mention, sense, support }: Reading, located: boolean): boolean {
  if (!mention.capital || givenNames.has(mention.key)) return located && mention.capital;
  return (
    (support >= 1.5 && sense.population >= 30_000) ||
    sense.population >= 1_000_000 ||
    (located && sense.population >= 50_000)
  );
}
