import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');
/** Texts are cut at 25,000 before they are judged; nothing longer is matched outside of streams. */
const length = 25_000;
/** CPU that one pattern may take for one such text. Backtracking that goes by the square takes seconds. */
const mostMs = 250;

const literal =
  /(?<=[=(,:[!&|?{};\n]\s*|return\s+)\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)/g;

interface Pattern {
  where: string;
  source: string;
  flags: string;
}

/** Every regular expression that stands in the sources. */
function patterns(): Pattern[] {
  const found = new Map<string, Pattern>();
  for (const name of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(name)) continue;
    for (const [, source, flags] of readFileSync(join(src, name), 'utf8').matchAll(literal))
      if (compiles(source!, flags!)) found.set(`${source}/${flags}`, { where: name, source: source!, flags: flags! });
  }
  return [...found.values()];
}

function compiles(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) !== null;
  } catch {
    return false;
  }
}

/** What a pattern may choke on: long runs of what it looks for, ended by what it doesn't. */
function hostileTexts({ source }: Pattern): string[] {
  const own = [...new Set(source.replace(/\\[a-zA-Z]|[\\^$*+?.()[\]{}|]/g, ''))].slice(0, 8);
  const seeds = [
    ' ',
    '\n',
    'a',
    '0',
    '-',
    '.',
    'a ',
    ' a',
    'aA0',
    '<',
    '<a ',
    '&#',
    '"',
    "'",
    '@a',
    '#a',
    'http://a.',
    'a@',
    '\u00e9',
    ...own,
  ];
  const joined = own.join('');
  return [...seeds, joined].filter((seed) => seed !== '').map((seed) => `x${seed.repeat(length / seed.length)}\u0000!`);
}

function slowest(pattern: Pattern): number {
  let worst = 0;
  for (const text of hostileTexts(pattern)) {
    const regex = new RegExp(pattern.source, pattern.flags);
    const before = process.cpuUsage().user;
    if (regex.global) text.replace(regex, '');
    else regex.exec(text);
    worst = Math.max(worst, (process.cpuUsage().user - before) / 1_000);
    if (worst > mostMs) return worst;
  }
  return worst;
}

describe('every regular expression of the sources', () => {
  const all = patterns();

  it('is found', () => expect(all.length).toBeGreaterThan(100));

  it(`takes at most ${mostMs} ms for ${length} hostile characters`, { timeout: 120_000 }, () => {
    const slow = all.map((pattern) => ({ pattern, ms: slowest(pattern) })).filter(({ ms }) => ms > mostMs);
    expect(
      slow.map(({ pattern, ms }) => `${pattern.where}: /${pattern.source}/${pattern.flags} ${Math.round(ms)} ms`),
    ).toEqual([]);
  });
});
