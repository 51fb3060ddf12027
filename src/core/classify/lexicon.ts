import { createTokens, tokenize } from '../text/tokenize.ts';

/** Word classes in a table that is asked by hash. Class ids count from 1 in the order of the file; 0 is "no class". */
export interface Lexicon {
  names: string[];
  keys: Int32Array;
  /** Class id, plus `startsPhrase` where an entry of several words begins with this key. */
  values: Uint16Array;
  /** Slips of the pen by the hash of their word, and hashes of what was meant; 0 is an empty slot. */
  slips: Int32Array;
  meant: Int32Array;
}

const startsPhrase = 0x8000;
const classBits = 0x7fff;

/** Hash of two things in a row: order matters. Also used for n-grams. */
export function joinHash(left: number, right: number): number {
  const mixed = Math.imul(left ^ (left >>> 15), 0x2c1b3c6d) + right;
  return Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39);
}

/**
 * Reads a lexicon: one class a line, `name: word word two_words`, or one word and how else it is written,
 * `= word: slip slip`; `#` begins a comment. Words are folded as the tokenizer folds them. A word named in two classes
 * keeps the first. Throws SyntaxError that names the line.
 */
export function parseLexicon(text: string): Lexicon {
  const names: string[] = [];
  const entries = new Map<number, number>();
  const slips = new Map<number, number>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const match = /^(= )?([a-z_]+):(.*)$/.exec(line);
    if (!match)
      throw new SyntaxError(`lexicon line ${index + 1}: expected "name: words", found "${line.slice(0, 40)}"`);
    const [, isSpelling, name, words] = match;
    if (!isSpelling) names.push(name!);
    for (const entry of words!.trim().split(/\s+/)) {
      if (isSpelling) slips.set(hashOf(entry), hashOf(name!));
      else addEntry(entries, entry, names.length);
    }
  }
  return { names, ...pack(entries), ...packSlips(slips) };
}

function hashOf(word: string): number {
  const tokens = createTokens(2);
  tokenize(word, tokens);
  if (tokens.count !== 1) throw new SyntaxError(`"${word}" isn't one word`);
  return tokens.hash[0]!;
}

function addEntry(entries: Map<number, number>, entry: string, classId: number): void {
  const tokens = createTokens(8);
  tokenize(entry.replaceAll('_', ' '), tokens);
  let key = 0;
  for (let i = 0; i < tokens.count; i++) {
    key = i === 0 ? tokens.hash[0]! : joinHash(key, tokens.hash[i]!);
    const present = entries.get(key) ?? 0;
    if (i < tokens.count - 1) entries.set(key, present | startsPhrase);
    else if ((present & classBits) === 0) entries.set(key, present | classId);
  }
}

function pack(entries: Map<number, number>): { keys: Int32Array; values: Uint16Array } {
  const size = 2 ** Math.ceil(Math.log2(entries.size * 3 + 2));
  const keys = new Int32Array(size);
  const values = new Uint16Array(size);
  for (const [key, value] of entries) {
    let slot = slotOf(key, size - 1);
    while (values[slot] !== 0) slot = (slot + 1) & (size - 1);
    keys[slot] = key;
    values[slot] = value;
  }
  return { keys, values };
}

function packSlips(slips: Map<number, number>): Pick<Lexicon, 'slips' | 'meant'> {
  const size = 2 ** Math.ceil(Math.log2(slips.size * 3 + 2));
  const table = { slips: new Int32Array(size), meant: new Int32Array(size) };
  for (const [slip, word] of slips) {
    let slot = slotOf(slip, size - 1);
    while (table.meant[slot] !== 0) slot = (slot + 1) & (size - 1);
    table.slips[slot] = slip;
    table.meant[slot] = word;
  }
  return table;
}

/** Hash of the word that is meant by one that is written so; other words' own. */
export function meantBy({ slips, meant }: Lexicon, hash: number): number {
  const mask = slips.length - 1;
  for (let slot = slotOf(hash, mask); meant[slot] !== 0; slot = (slot + 1) & mask)
    if (slips[slot] === hash) return meant[slot]!;
  return hash;
}

function slotOf(key: number, mask: number): number {
  return (key ^ (key >>> 16)) & mask;
}

function entryOf(lexicon: Lexicon, key: number): number {
  const mask = lexicon.keys.length - 1;
  let slot = slotOf(key, mask);
  while (lexicon.values[slot] !== 0) {
    if (lexicon.keys[slot] === key) return lexicon.values[slot]!;
    slot = (slot + 1) & mask;
  }
  return 0;
}

/**
 * Class of the longest entry that begins at token `at` and ends before `end`, and how many tokens it takes:
 * `length << 16 | class`. 0 when no entry begins here.
 */
export function matchAt(lexicon: Lexicon, hashes: Int32Array, at: number, end: number): number {
  let key = hashes[at]!;
  let value = entryOf(lexicon, key);
  let best = (value & classBits) === 0 ? 0 : (1 << 16) | (value & classBits);
  for (let next = at + 1; next < end && (value & startsPhrase) !== 0; next++) {
    key = joinHash(key, hashes[next]!);
    value = entryOf(lexicon, key);
    if ((value & classBits) !== 0) best = ((next - at + 1) << 16) | (value & classBits);
  }
  return best;
}
