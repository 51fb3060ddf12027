import type { Clue } from './clues.ts';
import type { Gazetteer } from './gazetteer.ts';
import type { Mention } from './mentions.ts';
import { type Sense, senseOf } from './sense.ts';
import { maxMentions, priorOf, supportFor } from './support.ts';

/** A name of a text with an American place that it may stand for. */
export interface Candidate {
  /** Null for what only a handle tells. */
  mention: Mention | null;
  key: string;
  sense: Sense;
  /** What the other names of the text say for it, as in `Reading`. */
  support: number;
  /** 0 for the likeliest state of the name. */
  rank: number;
  /** Weight of the meaning, less that of the best in another state and of the best abroad. */
  overState: number;
  overAbroad: number;
  clue: ClueVerdict;
}

/** What regional names say of a state: none is there, all are elsewhere, or the fewest states of one that fits. */
export type ClueVerdict = 'none' | 'against' | 'one' | 'few' | 'many';

/** States of a name that are looked at: more than these are never meant. */
const maxStates = 4;
/** What a meaning weighs more than no rival at all. */
const unrivaled = 3;
/** What a meaning that needs other evidence weighs less. */
const weakness = 0.3;
const clueWorth: Record<ClueVerdict, number> = { none: 0, against: -0.1, many: 0.15, few: 0.3, one: 0.5 };

/** American places that the names of a text may stand for, by name, the likeliest first. */
export function candidatesOf(gazetteer: Gazetteer, mentions: readonly Mention[], clues: readonly Clue[]): Candidate[] {
  const looked = mentions.slice(0, maxMentions);
  const found = looked.flatMap((mention, at) => statesOf(gazetteer, looked, { mention, at, clues }));
  for (const clue of clues)
    if (clue.mention === null && clue.states.length === 1) found.push(toldByHandle(gazetteer, clue));
  return found;
}

interface Scored {
  sense: Sense;
  support: number;
  clue: ClueVerdict;
  score: number;
}

function statesOf(
  gazetteer: Gazetteer,
  mentions: readonly Mention[],
  { mention, at, clues }: { mention: Mention; at: number; clues: readonly Clue[] },
): Candidate[] {
  const best: Scored[] = [];
  let abroad = -1;
  for (const sense of mention.senses) {
    const support = supportFor(gazetteer, sense, { mentions, at });
    const weight = priorOf(sense) + support - (sense.weak ? weakness : 0);
    if (sense.country !== 'US') abroad = Math.max(abroad, weight);
    else if (sense.state !== null) {
      const clue = verdictOf(clues, mention, sense.state);
      const score = weight + clueWorth[clue];
      const known = best.findIndex((one) => one.sense.state === sense.state);
      if (known < 0) best.push({ sense, support, clue, score });
      else if (score > best[known]!.score) best[known] = { sense, support, clue, score };
    }
  }
  best.sort((a, b) => b.score - a.score);
  // A name of many states, a road or a chain, tells none by itself.
  if (best.length > 1 && best.every(({ sense }) => sense.kind === 'regional')) return [];
  return best.slice(0, maxStates).map(({ sense, support, clue, score }, rank) => {
    const rival = best[rank === 0 ? 1 : 0];
    const overState = rival ? score - rival.score : unrivaled;
    const overAbroad = abroad < 0 ? unrivaled : score - abroad;
    return { mention, key: mention.key, sense, support, rank, overState, overAbroad, clue };
  });
}

/** What all regional names but the name itself say of a state. */
function verdictOf(clues: readonly Clue[], { key, from }: Mention, state: string): ClueVerdict {
  if (clues.length === 0) return 'none';
  let fewest = Number.POSITIVE_INFINITY;
  let others = 0;
  for (const clue of clues) {
    if (clue.key === key || clue.mention?.from === from) continue;
    others++;
    if (clue.states.includes(state)) fewest = Math.min(fewest, clue.states.length);
  }
  if (others === 0) return 'none';
  return fewest === 1 ? 'one' : fewest < 6 ? 'few' : Number.isFinite(fewest) ? 'many' : 'against';
}

function toldByHandle(gazetteer: Gazetteer, { key, states }: Clue): Candidate {
  const { code, population, lat, lon } = gazetteer.states.get(states[0]!)!;
  const sense = { ...senseOf('regional', 'US'), state: code, population, lat, lon };
  return { mention: null, key, sense, support: 0, rank: 0, overState: unrivaled, overAbroad: unrivaled, clue: 'none' };
}
