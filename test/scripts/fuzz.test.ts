import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FuzzFailure, fuzz, tryInput } from '../../scripts/fuzz/run.ts';
import { fuzzTargets } from '../../scripts/fuzz/targets.ts';

const corpus = join(import.meta.dirname, '../fixtures/fuzz');

describe('parsers that face the outside', () => {
  it.each(fuzzTargets)('$name takes its own seeds', (target) => {
    for (const input of target.seeds) expect(tryInput({ ...target, refuses: [] }, input)).toBeNull();
  });

  it.each(fuzzTargets)('$name takes or refuses 400 mutated inputs (seed 7)', (target) => {
    expect(fuzz(target, { inputs: 400, seed: 7 })).toEqual([]);
  });

  it('take or refuse everything that was ever found (test/fixtures/fuzz)', () => {
    for (const file of readdirSync(corpus).filter((name) => name.endsWith('.json'))) {
      const { target, input } = JSON.parse(readFileSync(join(corpus, file), 'utf8')) as FuzzFailure;
      expect(tryInput(fuzzTargets.find(({ name }) => name === target)!, input), file).toBeNull();
    }
  });

  it('are found out when they break', () => {
    const broken = { name: 'broken', seeds: ['{"a":1}'], run: JSON.parse, refuses: [] };
    expect(fuzz(broken, { inputs: 200, seed: 1 }).length).toBeGreaterThan(0);
    expect(tryInput({ ...broken, run: () => Promise.resolve() }, 'x')).toBeNull();
  });
});
