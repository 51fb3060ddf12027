import type { BrandPack } from '../words/brand.ts';
import { isName, isPossessive, type NameKnowledge, overrulesNot } from './brand-name.ts';
import { type BrandToken, brandKey, brandTokens } from './brand-tokens.ts';
import { tailWords } from './hashtag-tail.ts';

/** A brand found in a text. */
export interface BrandMention {
  brand: string;
  /** Index of the first word. */
  at: number;
  /** How it was found: by a certain word, by an account or hashtag, or by an ambiguous word in the right company. */
  by: 'word' | 'handle' | 'context';
}

interface Ending {
  pack: BrandPack;
  meaning: 'word' | 'ambiguous' | 'possessive' | 'not';
}

interface Node {
  next: Map<string, Node>;
  endings: Ending[];
}

/** All patterns of all packs in one automaton over words, so that one pass over a text finds every brand. */
export interface BrandMatcher extends NameKnowledge {
  root: Node;
  handles: Map<string, BrandPack[]>;
  packs: BrandPack[];
}

/** How companies name the accounts that answer their customers: "@AskWalmart", "@WalmartHelp", "WalmartSupport". */
const askedAccount = /^(?:ask|team)(.{3,})$/;
const shortestAccount = 6;
const answeringAccount = /^(.{3,}?)(?:support|helps?|cares?|customer(?:care|service)|service|assist|answers)$/;
/** Builds the automaton. Throws RangeError when two packs share an id. */
export function compileBrands(packs: BrandPack[]): BrandMatcher {
  const root = emptyNode();
  const beginsName = (key: string) => root.next.has(key);
  const matcher: BrandMatcher = { root, handles: new Map(), contexts: new Map(), packs, beginsName };
  for (const pack of packs) {
    if (matcher.contexts.has(pack.id)) throw new RangeError(`two brand packs have the id "${pack.id}"`);
    matcher.contexts.set(pack.id, new Set(pack.context.map(brandKey)));
    for (const phrase of pack.words) insert(matcher.root, phrase, { pack, meaning: 'word' });
    for (const phrase of pack.ambiguous) insert(matcher.root, phrase, { pack, meaning: 'ambiguous' });
    for (const phrase of possessives(pack)) insert(matcher.root, phrase, { pack, meaning: 'possessive' });
    for (const phrase of pack.not) insert(matcher.root, phrase, { pack, meaning: 'not' });
    for (const handle of pack.handles) {
      const key = brandKey(handle);
      matcher.handles.set(key, [...(matcher.handles.get(key) ?? []), pack]);
    }
  }
  return matcher;
}

/**
 * Every brand that a text speaks of, each once, in order of first mention. Certain words count wherever they stand;
 * an ambiguous word ("target", "gap") only as a name (see `isName`).
 */
export function matchBrands(matcher: BrandMatcher, text: string): BrandMention[] {
  const tokens = knownTokens(matcher, text);
  const found = new Map<string, BrandMention>();
  const excluded = new Map<string, Set<number>>();
  const candidates: { pack: BrandPack; at: number }[] = [];
  for (let at = 0; at < tokens.length; at++) {
    noteHandles(matcher, tokens, at, found);
    if (!matcher.root.next.has(tokens[at]!.key)) continue;
    for (const { pack, meaning, length } of walk(matcher.root, tokens, at)) {
      if (meaning === 'word') note(found, { brand: pack.id, at, by: 'word' });
      else if (meaning === 'ambiguous') candidates.push({ pack, at });
      else if (meaning === 'not') exclude(excluded, matcher, tokens, { pack, at, length });
      else if (isPossessive(tokens, at)) note(found, { brand: pack.id, at, by: 'context' });
    }
  }
  for (const { pack, at } of candidates) {
    if (excluded.get(pack.id)?.has(at)) continue;
    if (isName(matcher, tokens, pack, at)) note(found, { brand: pack.id, at, by: 'context' });
  }
  const certain = [...found.values()].filter(({ brand, at, by }) => by !== 'word' || !excluded.get(brand)?.has(at));
  return certain.sort((a, b) => a.at - b.at);
}

/** The words that mentions are counted in. */
export function knownTokens(matcher: BrandMatcher, text: string): BrandToken[] {
  const tokens: BrandToken[] = [];
  for (const token of brandTokens(text)) addKnownParts(tokens, matcher, token);
  return tokens;
}

function emptyNode(): Node {
  return { next: new Map(), endings: [] };
}

function insert(root: Node, phrase: string, ending: Ending): void {
  let node = root;
  for (const { key } of brandTokens(phrase)) {
    let next = node.next.get(key);
    if (!next) {
      next = emptyNode();
      node.next.set(key, next);
    }
    node = next;
  }
  if (node !== root) node.endings.push(ending);
}

function* walk(root: Node, tokens: BrandToken[], at: number): Generator<Ending & { length: number }> {
  let node: Node | undefined = root;
  for (let end = at; end < tokens.length; end++) {
    node = node.next.get(tokens[end]!.key);
    if (!node) return;
    for (const ending of node.endings) yield { ...ending, length: end - at + 1 };
  }
}

/** "down.Kroger" and "walmart.com/app" are several words unless a pack knows them as one. */
function addKnownParts(tokens: BrandToken[], matcher: BrandMatcher, token: BrandToken): void {
  if (!/[.'+]/.test(token.key) || matcher.root.next.has(token.key)) {
    tokens.push(token);
    return;
  }
  const rawParts = token.raw.split(/[.'+]/).filter((part) => part !== '');
  for (const [index, raw] of rawParts.entries())
    tokens.push({
      key: brandKey(index === 0 && token.mark ? raw.slice(1) : raw),
      raw,
      opens: index === 0 ? token.opens : true,
      apart: index === 0 ? token.apart : true,
      mark: index === 0 ? token.mark : '',
    });
}

function noteHandles(matcher: BrandMatcher, tokens: BrandToken[], at: number, found: Map<string, BrandMention>): void {
  const token = tokens[at]!;
  noteAnsweringAccount(matcher, token, at, found);
  if (token.mark === '') return;
  for (const pack of matcher.handles.get(token.key) ?? []) {
    // An ambiguous hashtag (#target) says no more than the word.
    if (token.mark === '@' || !pack.ambiguous.includes(token.key)) note(found, { brand: pack.id, at, by: 'handle' });
  }
  if (token.mark === '#') noteHashtag(matcher, token.key, at, found);
}

/** Joined to such a word an ambiguous name is clear where it is written as an account: with an @, or a capital within. */
function noteAnsweringAccount(
  matcher: BrandMatcher,
  { key, raw, mark }: BrandToken,
  at: number,
  found: Map<string, BrandMention>,
): void {
  if (key.length < shortestAccount) return;
  const name = answeringAccount.exec(key)?.[1] ?? (mark === '@' ? askedAccount.exec(key)?.[1] : undefined);
  if (name === undefined) return;
  const written = mark === '@' || /^#?\p{Lu}\p{Ll}+\p{Lu}/u.test(raw);
  for (const pack of matcher.handles.get(name) ?? [])
    if (written || !pack.ambiguous.includes(name)) note(found, { brand: pack.id, at, by: 'handle' });
}

function noteHashtag(matcher: BrandMatcher, key: string, at: number, found: Map<string, BrandMention>): void {
  for (const pack of matcher.packs) {
    for (const name of [...pack.handles, ...pack.ambiguous]) {
      const start = key.startsWith('is') ? key.indexOf(name, 2) : key.indexOf(name);
      if (start !== 0 && start !== 2) continue;
      if (tailWords(key.slice(start + name.length))) note(found, { brand: pack.id, at, by: 'handle' });
    }
  }
}

function note(found: Map<string, BrandMention>, mention: BrandMention): void {
  if (!found.has(mention.brand)) found.set(mention.brand, mention);
}

/** A phrase in which a word is not the brand counts only where the name at its end isn't clearly one. */
function exclude(
  excluded: Map<string, Set<number>>,
  matcher: BrandMatcher,
  tokens: BrandToken[],
  { pack, at, length }: { pack: BrandPack; at: number; length: number },
): void {
  const last = at + length - 1;
  if (pack.ambiguous.includes(tokens[last]!.key) && overrulesNot(matcher, tokens, pack, last)) return;
  const places = excluded.get(pack.id) ?? new Set<number>();
  for (let index = at; index <= last; index++) places.add(index);
  excluded.set(pack.id, places);
}

/** "amazons" for "amazon's", where the pack doesn't know the word itself. */
function possessives({ ambiguous, words }: BrandPack): string[] {
  return ambiguous
    .map((name) => `${name}s`)
    .filter((name) => !/ss$/.test(name) && !ambiguous.includes(name) && !words.includes(name));
}
