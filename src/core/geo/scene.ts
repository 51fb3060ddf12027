import type { Gazetteer } from './gazetteer.ts';
import type { WordsAround } from './name-part.ts';

/** A text, as the rules for its names see it. */
export interface Scene extends WordsAround {
  gazetteer: Gazetteer;
  shouted: boolean;
  /** No name is written with a capital: the lack of one tells nothing. */
  small: boolean;
  /** Said to a firm that is only abroad. */
  handled: boolean;
}
