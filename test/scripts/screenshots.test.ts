import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

describe('pictures under version control', () => {
  it('are small, and all of them are shown', () => {
    const shown = [...readFileSync(resolve(root, 'README.md'), 'utf8').matchAll(/\((data\/screenshots\/[^)]+)\)/g)];
    const paths = shown.map((match) => match[1]!);
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !existsSync(resolve(root, path)))).toEqual([]);
    const kept = readdirSync(resolve(root, 'data/screenshots')).map((name) => `data/screenshots/${name}`);
    expect(kept.sort()).toEqual([...paths].sort());
    expect(kept.filter((path) => statSync(resolve(root, path)).size > 60_000)).toEqual([]);
  });
});
