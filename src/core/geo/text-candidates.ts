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
const clueWorth: Record<ClueVerdict, number> = { none: 0, against: -0.1, many: 0.15, few: 0.3, one: 0.5 };

/** American places that the names of a text may stand for, by name, the likeliest first. */
export function candidatesOf(
  gazetteer: Gazetteer,
  mentions: readonly Mention[],
  clues: readonly Clue[],
): Candidate[] {
  const looked = mentions.slice(0, maxMentions);
  const found = looked.flatMap((mention, at) => statesOf(gazetteer, looked, { mention, at, clues }));
  for (const clue of clues) if (clue.mention === null && clue.states.length === 1) found.push(toldByHandle(gazetteer, clue));
  return found;
}

function statesOf(
  gazetteer: Gazetteer,
  mentions: readonly Mention[],
  { mention, at, clues }: { mention: Mention; at: number; clues: readonly Clue[] },
): Candidate[] {
  const states = new Map<string, Omit<Candidate, 'rank' | 'overState' | 'overAbroad'> & { score: number }>();
  let abroad = -1;
  for (const sense of mention.senses) {
    const support = supportFor(gazetteer, sense, { mentions, at });
    const score = priorOf(sense) + support - (sense.weak ? 0.3 : 0);
    if (sense.country !== 'US') abroad = Math.max(abroad, score);
    else if (sense.state !== null) {
      const clue = verdictOf(clues, mention, sense.state);
      const weighed = score + clueWorth[clue];
      const best = states.get(sense.state);
      if (!best || weighed > best.score)
        states.set(sense.state, { mention, key: mention.key, sense, support, clue, score: weighed });
    }
  }
  const ranked = [...states.values()].sort((a, b) => b.score - a.score);
  // A name of many states, a road or a chain, tells none by itself.
  if (ranked.length > 1 && ranked.every(({ sense }) => sense.kind === 'regional')) return [];
  return ranked.slice(0, maxStates).map(({ score, ...candidate }, rank) => {
    const rival = ranked[rank === 0 ? 1 : 0];
    return {
      ...candidate,
      rank,
      overState: rival ? score - rival.score : unrivaled,
      overAbroad: abroad < 0 ? unrivaled : score - abroad,
    };
  });
}

/** What all regional names but the name itself say of a state. */
function verdictOf(clues: readonly Clue[], { key, from }: Mention, state: string): ClueVerdict {
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
