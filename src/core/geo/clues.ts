import type { Gazetteer } from './gazetteer.ts';
import type { Mention } from './mentions.ts';
import { handleKey } from './name-key.ts';

/** Something that a text names and that is only in some states: a utility, a university, a road. */
export interface Clue {
  /** Key of the name; of a handle with "@". */
  key: string;
  states: readonly string[];
  /** Where the name stands among the tokens; null for a handle. */
  mention: Mention | null;
}

const handlePattern = /(?<![\w@])@(\w{3,30})/g;
const ending = /(?:cares?|cs|customer|help(?:s|ing)?|info|news|official|outages?|service|support|us)$/;

/** Names of regional things in a text, among its names and its handles. */
export function cluesOf(gazetteer: Gazetteer, text: string, mentions: readonly Mention[]): Clue[] {
  const found: Clue[] = [];
  for (const mention of mentions) {
    const states = mention.senses.filter(({ kind }) => kind === 'regional').map(({ state }) => state!);
    if (states.length > 0) found.push({ key: mention.key, states, mention });
  }
  if (!text.includes('@')) return found;
  for (const [, handle] of text.matchAll(handlePattern)) {
    const key = handleKey(handle!);
    const senses = gazetteer.names.senses(key) ?? gazetteer.names.senses(key.replace(ending, ''));
    if (senses) found.push({ key, states: senses.map(({ state }) => state!), mention: null });
  }
  return found;
}
