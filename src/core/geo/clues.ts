import type { Gazetteer } from './gazetteer.ts';
import type { Mention } from './mentions.ts';
import { handleKey } from './name-key.ts';

/** Something that a text names and that is only in some states: a utility, a university, a road. */
export interface Clue {
  /** Key of the name; of an account with "@". */
  key: string;
  states: readonly string[];
  /** Where the name stands among the tokens; null for an account or initials. */
  mention: Mention | null;
}

/** Accounts ("@ConEdison"), and initials with an ampersand ("PG&E"), which are no words of the text. */
const accountPattern = /(?<![\w@&])(?:@(\w{3,30})|([A-Z]{2,4}&[A-Z])(?![\w&]))/g;
const ending = /(?:cares?|cs|customer|help(?:s|ing)?|info|news|official|outages?|service|support|us)$/;

/** Names of regional things in a text, among its names and its handles. */
export function cluesOf(gazetteer: Gazetteer, text: string, mentions: readonly Mention[]): Clue[] {
  const found: Clue[] = [];
  for (const mention of mentions) {
    const states = mention.senses.filter(({ kind }) => kind === 'regional').map(({ state }) => state!);
    if (states.length > 0) found.push({ key: mention.key, states, mention });
  }
  if (!/[@&]/.test(text)) return found;
  for (const [, account, initials] of text.matchAll(accountPattern)) {
    const key = handleKey(account ?? initials!);
    const senses = gazetteer.names.senses(key) ?? gazetteer.names.senses(key.replace(ending, ''));
    if (senses) found.push({ key, states: senses.map(({ state }) => state!), mention: null });
  }
  return found;
}
