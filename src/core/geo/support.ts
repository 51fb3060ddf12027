import type { Gazetteer } from './gazetteer.ts';
import type { Mention } from './mentions.ts';
import { isLocal, type Sense } from './sense.ts';

/** A mention with the meaning that the rest of the string speaks for. */
export interface Reading {
  mention: Mention;
  sense: Sense;
  /** Strength of what other mentions say for it: 0 none, from `stateSupport` on its state is named too. */
  support: number;
  /** Population of the next meaning elsewhere over this one's: 0 unrivaled, above 1 outdone. */
  rivalry: number;
}

export const stateSupport = 3;

/** A meaning that needs other evidence needs more than its country. */
const weakSupport = 1.9;

/** More mentions than this are a list, not a place: the rest isn't looked at. */
export const maxMentions = 12;

/** The likeliest meaning of each mention, given all others (one round of voting). Mentions without any meaning left are dropped. */
export function readMentions(gazetteer: Gazetteer, all: readonly Mention[]): Reading[] {
  const mentions = all.slice(0, maxMentions);
  return mentions.flatMap((mention, i) => {
    let best: { sense: Sense; support: number; score: number } | null = null;
    for (const sense of mention.senses) {
      const support = supportFor(gazetteer, sense, { mentions, at: i });
      if (sense.weak && support < weakSupport) continue;
      const score = priorOf(sense) + support;
      if (!best || score > best.score) best = { sense, support, score };
    }
    if (!best) return [];
    return [
      {
        mention,
        sense: best.sense,
        support: best.support,
        rivalry: rivalryOf(mention.senses, best.sense, best.support > 0),
      },
    ];
  });
}

/** How likely a meaning is before anything else is known, about 0..1.1. */
export function priorOf(sense: Sense): number {
  if (sense.kind === 'state') return sense.alias ? 0.9 : 1.05;
  if (sense.kind === 'country') return 0.9;
  if (sense.kind === 'metro') return 1.1;
  if (sense.kind === 'regional') return 0.3;
  if (sense.kind === 'code') return sense.country === 'US' ? 0.5 : 0.1;
  if (sense.kind === 'zip') return 0.8;
  if (sense.kind === 'county') return 0.6 + Math.log10(sense.population + 10) / 100;
  const size = Math.log10(familiarity(sense) * sense.population + 10) / 10;
  return sense.alias ? 0.75 + size / 10 : sense.kind === 'part' ? size - 0.1 : size;
}

export function supportFor(
  gazetteer: Gazetteer,
  sense: Sense,
  context: { mentions: readonly Mention[]; at: number },
): number {
  let total = 0;
  const { mentions, at } = context;
  for (const [j, other] of mentions.entries()) {
    if (j === at || other.key === mentions[at]!.key) continue;
    let best = 0;
    for (const witness of other.senses) {
      const worth = witnessWorth(gazetteer, sense, witness);
      if (worth > best && (witness.kind !== 'code' || isTrusted(mentions, j, at))) best = worth;
    }
    if (best > 0) total += nearness(sense, mentions[at]!, other) * best;
  }
  return total;
}

/** Weight of a witness by its place: right behind a name it counts most; with words between, a small town is more likely an accident. */
function nearness(sense: Sense, subject: Mention, witness: Mention): number {
  if (subject.to === witness.from) return 1.2;
  if (witness.to === subject.from) return subject.gap > 0 || sense.population >= accidentPopulation ? 1.1 : 0.4;
  return sense.population >= accidentPopulation || sense.kind !== 'city' || subject.to - subject.from > 1 ? 1 : 0.1;
}

/** Every word is a hamlet's name somewhere: only from this size on a town is meant although words stand between it and its state. */
const accidentPopulation = 20_000;

/** A code that isn't in capitals speaks only right after the name that it belongs to. */
function isTrusted(mentions: readonly Mention[], code: number, subject: number): boolean {
  return mentions[code]!.upper || code === subject + 1;
}

/** What the meaning of another mention says for this one: 3 names its state, 2 its metro, 1 its country, 0 nothing. */
function witnessWorth(gazetteer: Gazetteer, sense: Sense, witness: Sense): number {
  if (sense.country !== witness.country || sense.kind === 'regional' || witness.kind === 'regional') return 0;
  const isRegion = witness.kind === 'state' || witness.kind === 'code' || witness.kind === 'country';
  if (sense.country !== 'US') return sense === witness ? 0 : isRegion || sense.kind === 'country' ? 1.5 : 0.5;
  if (isRegion && witness.state === null) return 1;
  if (witness.kind === 'state' || witness.kind === 'code')
    return witness.state === sense.state && isLocal(sense) ? 3 : inStates(gazetteer, sense, witness);
  if (sense.state === null) return 0.5;
  if (sense.kind === 'state' || sense.kind === 'code') return witness.state === sense.state ? 1 : 0;
  if (sense.kind === 'part' && witness.city === sense.city && witness.state === sense.state) return 3;
  if (sense.metro && sense.metro === witness.metro)
    return witness.kind === 'metro' || witness.alias || witness.population > 100_000 ? 2 : 1;
  return witness.kind === 'zip' && witness.state === sense.state ? 1 : 0;
}

function inStates(gazetteer: Gazetteer, sense: Sense, witness: Sense): number {
  if (sense.kind !== 'metro' || !sense.metro || !witness.state) return 0;
  return gazetteer.metros.get(sense.metro)?.states.includes(witness.state) ? 3 : 0;
}

function rivalryOf(senses: readonly Sense[], chosen: Sense, countryKnown: boolean): number {
  let rival = 0;
  for (const sense of senses) {
    if (sense === chosen || sense.weak || sense.kind === 'code') continue;
    if (sense.state === chosen.state && sense.country === chosen.country) continue;
    if (countryKnown && sense.country !== chosen.country) continue;
    if (sense.kind === 'country' && sense.country !== chosen.country)
      rival = Math.max(rival, chosen.kind === 'state' ? 0.2 : 2);
    else if (!chosen.alias || sense.alias)
      rival = Math.max(rival, (familiarity(sense) * sense.population) / (chosen.population + 1));
  }
  return rival;
}

/** Weight of a town abroad: writers of English mean one of their own world sooner, and most who write here are American. */
function familiarity({ country }: Sense): number {
  if (country === 'US') return 1;
  return country === 'GB' || country === 'CA' || country === 'AU' || country === 'IE' || country === 'NZ' ? 0.4 : 0.25;
}
