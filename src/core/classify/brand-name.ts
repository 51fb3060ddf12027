import type { BrandPack } from '../words/brand.ts';
import type { BrandToken } from './brand-tokens.ts';
import { endsPhrase, failsAhead, failsBefore, failsItself, failsNear, tellsMeasure } from './fault-words.ts';

/** What tells a name from a noun. */
export interface NameKnowledge {
  /** Keys of the pack's `context`, by brand. */
  contexts: Map<string, Set<string>>;
  /** True for the first word of any brand's name. */
  beginsName(key: string): boolean;
}

/** Before an ambiguous word these make it a common noun or a verb. */
const nounOrVerbBefore = new Set(
  'a an my our your his her its their this that these those any every each no main sales moving easy soft next first new same primary only who which they we i you will would could should can might not el la los las un una mi tu su nuestro nuestra este esta ese esa al del ningun ninguna'.split(
    ' ',
  ),
);
/** After an ambiguous word these make it a name whatever stands before. */
const nameAfter = new Set(
  'app apps site website store stores online order orders checkout pickup pharmacy cashier register registers employees employee customer support account delivery card cards login'.split(
    ' ',
  ),
);
const nameBefore = new Set('at from @ near outside inside is through via with'.split(' '));
/** Join what fails to the name: "errors on target". "To" is told apart from the verb's ("to target") by what follows. */
const prepositions = new Set('on onto into in at from with using via through to en con desde de por'.split(' '));
/** Spanish "a" is the English article, but for these before it: "no puedo entrar a Target". */
const movesTo = new Set(
  'entrar acceder ingresar entro accedo ingreso meterme meter conectar conectarme loguearme llegar ir voy pasa le'.split(
    ' ',
  ),
);
/** "la app de target", "mi cuenta de amazon". */
const nounsOfName = new Set(
  'app aplicacion pagina sitio web tienda cuenta servidor servidores pedido portal'.split(' '),
);
/** A small name ("target is down") is the subject where nothing stands before it, or one of these; else of a compound ("revenue target"). */
const subjectAfter = new Set(
  `and or but if when while because cause cuz bc since so that like think guess hey yo hi hello omg wtf lol lmao ugh damn bro man guys why
  how is are was has have did does anyone elses else just now today again also even ok okay well seems looks then both still cant
  believe seriously yay great what whats y o pero si que porque cuando como hoy ahora vez parece creo alguien oye oigan saben sabe esta
  ya mas le isnt wont arent hasnt doesnt on in at from with de en con a`.split(/\s+/),
);
const contextReachWords = 10;
/** "Att:", "att." */
const longestAbbreviation = 3;

/** True when the ambiguous word at `at` is the brand: by what fails, by its company within ten words, or by its capital in mid-sentence. */
export function isName(known: NameKnowledge, tokens: readonly BrandToken[], pack: BrandPack, at: number): boolean {
  const before = tokens[at - 1]?.key ?? '';
  const after = tokens[at + 1]?.key ?? '';
  if (nameAfter.has(after)) return true;
  const capital = isTellingCapital(tokens, at);
  if (isOfNoun(tokens, at)) return true;
  if (failsBefore(tokens, at)) return true;
  if (before === 'my' || before === 'mi') return isOwn(known, tokens, pack, at);
  if (before === 'a' && movesTo.has(tokens[at - 2]?.key ?? '')) return capital || reported(tokens, at);
  if (nounOrVerbBefore.has(before)) return capital && isOwner(known, tokens, pack, at);
  if (before === 'the' || before === 'to') return capital || (before === 'to' && reported(tokens, at));
  if (prepositions.has(before) && (capital || endsPhrase(tokens, at)) && failsNear(tokens, at)) return true;
  if (isSubject(tokens, at, capital) && failsItself(tokens, at, known.beginsName)) return true;
  return inCompany(known, tokens, pack, at);
}

/** "Amazons website is down": a possessive without its apostrophe. */
export function isPossessive(tokens: readonly BrandToken[], at: number): boolean {
  const next = tokens[at + 1];
  if (next === undefined) return false;
  return nameAfter.has(next.key) || (next.key === 'down' && tokens[at]!.opens && endsPhrase(tokens, at + 1));
}

/** True when the phrase of a `not` that ends with the name gives way: "on target" doesn't hold in "can't pay on Target app". */
export function overrulesNot(
  known: NameKnowledge,
  tokens: readonly BrandToken[],
  pack: BrandPack,
  at: number,
): boolean {
  const before = tokens[at - 1]?.key ?? '';
  const after = tokens[at + 1]?.key ?? '';
  const joins = prepositions.has(before);
  if (before !== 'the' && !joins) return false;
  if (nameAfter.has(after)) return true;
  if (!isTellingCapital(tokens, at)) return false;
  return known.contexts.get(pack.id)!.has(after) || (joins && endsPhrase(tokens, at) && failsAhead(tokens, at));
}

function isOfNoun(tokens: readonly BrandToken[], at: number): boolean {
  return tokens[at - 1]?.key === 'de' && nounsOfName.has(tokens[at - 2]?.key ?? '');
}

/** "my target order", "my amazon won't open". A person's own target or visa may well be "down" or refused: those say nothing. */
function isOwn(known: NameKnowledge, tokens: readonly BrandToken[], pack: BrandPack, at: number): boolean {
  return isOwner(known, tokens, pack, at) || failsItself(tokens, at, known.beginsName);
}

/** "every Visa transaction": a thing of the brand's stands right behind. */
function isOwner(known: NameKnowledge, tokens: readonly BrandToken[], pack: BrandPack, at: number): boolean {
  const after = tokens[at + 1];
  return after !== undefined && !after.apart && after.key !== 'down' && known.contexts.get(pack.id)!.has(after.key);
}

/** Something fails before the name, and the name ends its phrase. */
function reported(tokens: readonly BrandToken[], at: number): boolean {
  return endsPhrase(tokens, at) && failsAhead(tokens, at);
}

function isSubject(tokens: readonly BrandToken[], at: number, capital: boolean): boolean {
  const { opens, apart, mark } = tokens[at]!;
  return capital || opens || apart || mark === '#' || subjectAfter.has(tokens[at - 1]?.key ?? '');
}

function inCompany(known: NameKnowledge, tokens: readonly BrandToken[], pack: BrandPack, at: number): boolean {
  const { opens, mark } = tokens[at]!;
  const capital = isTellingCapital(tokens, at);
  const before = tokens[at - 1]?.key ?? '';
  const company = isAbbreviation(tokens, at) ? 0 : companyCount(known, tokens, pack, at);
  if ((capital || mark === '#') && (company > 0 || failsNear(tokens, at))) return true;
  if (capital && nameBefore.has(before)) return true;
  return company > 1 || (company > 0 && (nameBefore.has(before) || opens));
}

/** "Att: Juan", "see att. file": short, not in capitals, and the sentence ends behind it. */
function isAbbreviation(tokens: readonly BrandToken[], at: number): boolean {
  const { key, raw } = tokens[at]!;
  return key.length <= longestAbbreviation && !/^#?\p{Lu}+$/u.test(raw) && (tokens[at + 1]?.opens ?? false);
}

/** A capital in mid-sentence, or a word in capitals, in a text that is not written in capitals throughout. */
function isTellingCapital(tokens: readonly BrandToken[], at: number): boolean {
  const token = tokens[at]!;
  if (token.opens || !/^#?\p{Lu}(?:\p{Ll}|\p{Lu}+$)/u.test(token.raw)) return false;
  const capitals = tokens.filter(({ raw }) => /^[@#]?\p{Lu}/u.test(raw)).length;
  return capitals <= tokens.length * 0.6;
}

function companyCount(known: NameKnowledge, tokens: readonly BrandToken[], pack: BrandPack, at: number): number {
  const context = known.contexts.get(pack.id)!;
  const from = Math.max(0, at - contextReachWords);
  let count = 0;
  for (let index = from; index <= at + contextReachWords && index < tokens.length; index++) {
    if (index !== at && context.has(tokens[index]!.key) && !tellsMeasure(tokens, index)) count++;
  }
  return count;
}
