import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');

/** Left to right: a file imports from its own room or from a room to its left. */
const rooms = [
  'core/words',
  'core/stats',
  'core/text',
  'core/classify',
  'core/geo',
  'core/counts',
  'core/detect',
  'core/incident',
  'ports',
  'observability',
  'store',
  'adapters',
  'pipeline',
  'commands',
  'config',
  'http',
  'web',
  'compose',
  'cli',
  'main',
];

/** Pairs kept apart although the order would allow them: stages and verbs get what they need handed in by compose. */
const apart: [string, string][] = [
  ['pipeline', 'adapters'],
  ['commands', 'adapters'],
  ['http', 'adapters'],
  ['http', 'pipeline'],
  ['http', 'config'],
  ['adapters', 'store'],
  // The page runs in a browser: it may share types with the API, nothing else.
  ['web', 'store'],
  ['web', 'adapters'],
  ['web', 'pipeline'],
  ['web', 'commands'],
  ['web', 'config'],
];

const inRoot = new Set(['compose.ts', 'main.ts', 'README.md', 'DECISIONS.md']);

interface Import {
  file: string;
  target: string;
}

function sourceFiles(): string[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => name.replaceAll('\\', '/'));
}

/** Every module name in `import`, `export … from` and `import(…)`, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  const found: string[] = [];
  for (const match of text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]/g))
    found.push(match[1]!);
  for (const match of text.matchAll(/(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g)) found.push(match[1]!);
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) found.push(match[1]!);
  return found;
}

function roomOf(file: string): string {
  if (file === 'compose.ts') return 'compose';
  if (file === 'main.ts') return 'main';
  const parts = file.split('/');
  return parts[0] === 'core' ? `core/${parts[1]}` : parts[0]!;
}

const files = sourceFiles();
const internal: Import[] = files.flatMap((file) =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => ({ file, target: relative(src, resolve(src, dirname(file), name)).replaceAll('\\', '/') })),
);

describe('the order of rooms', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(internal.length).toBeGreaterThan(5);
  });

  it('knows every room', () => {
    expect(files.filter((file) => !rooms.includes(roomOf(file)))).toEqual([]);
  });

  it('lets nothing but the entry points lie in the root of src', () => {
    expect(
      readdirSync(src, { withFileTypes: true })
        .filter((e) => e.isFile() && !inRoot.has(e.name))
        .map((e) => e.name),
    ).toEqual([]);
  });

  it('lets a file import only from its own room or from rooms to its left', () => {
    const wrong = internal.filter(({ file, target }) => rooms.indexOf(roomOf(target)) > rooms.indexOf(roomOf(file)));
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it.each(apart)('keeps %s apart from %s', (left, right) => {
    const wrong = internal.filter(({ file, target }) => roomOf(file) === left && roomOf(target) === right);
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it('keeps one kind of adapter from importing another, the shared fetcher and assets excepted', () => {
    const shared = new Set(['net', 'assets']);
    const wrong = internal.filter(({ file, target }) => {
      if (roomOf(file) !== 'adapters' || roomOf(target) !== 'adapters') return false;
      const [, from] = file.split('/');
      const [, to] = target.split('/');
      return from !== to && !shared.has(to!);
    });
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it('keeps core pure: no packages but natural, no node:, no clock, no chance, no environment, no console', () => {
    const core = files.filter((file) => file.startsWith('core/'));
    const outside = core.flatMap((file) =>
      importsOf(file)
        .filter((name) => !name.startsWith('.') && !name.startsWith('natural/lib/natural/'))
        .map((name) => `${file} → ${name}`),
    );
    const impure = core.filter((file) =>
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bprocess\.|\bconsole\./.test(
        stripComments(readFileSync(join(src, file), 'utf8')),
      ),
    );
    expect([...outside, ...impure]).toEqual([]);
  });

  it('keeps SQL in the store', () => {
    const sql = /\b(SELECT\s+[\w*]|INSERT INTO|DELETE FROM|UPDATE\s+\w+\s+SET)\b/;
    const wrong = files.filter(
      (file) =>
        !['store', 'adapters'].includes(roomOf(file)) && sql.test(stripComments(readFileSync(join(src, file), 'utf8'))),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps files short and names telling', () => {
    const long = files.filter((file) => readFileSync(join(src, file), 'utf8').split('\n').length > 301);
    const vague = files.filter((file) =>
      /(^|[/-])(utils?|helpers?|common|misc|manager|service|handler|processor|base)s?\.tsx?$/.test(file),
    );
    expect({ long, vague }).toEqual({ long: [], vague: [] });
  });
});

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
