import { describe, expect, it } from 'vitest';
import { failedInputs, reachedInputs, withReached } from '../../scripts/fuzz/corpus.ts';
import { Coverage } from '../../scripts/fuzz/coverage.ts';
import { guide } from '../../scripts/fuzz/guide.ts';
import { fuzz, tryInput } from '../../scripts/fuzz/run.ts';
import { fuzzTargets } from '../../scripts/fuzz/targets.ts';

describe('parsers that face the outside', () => {
  it.each(fuzzTargets)('$name takes its own seeds', (target) => {
    for (const input of target.seeds) expect(tryInput({ ...target, refuses: [] }, input)).toBeNull();
  });

  it.each(fuzzTargets)('$name takes or refuses 400 mutated inputs (seed 7)', (target) => {
    expect(fuzz(target, { inputs: 400, seed: 7 })).toEqual([]);
  });

  it.each(fuzzTargets)('$name takes or refuses all that once reached new code, and what is near it', (target) => {
    for (const input of reachedInputs(target)) expect(tryInput(target, input), input).toBeNull();
    expect(fuzz(withReached(target), { inputs: 200, seed: 11 })).toEqual([]);
  });

  it('take or refuse everything that was ever found (test/fixtures/fuzz)', () => {
    for (const { file, failure } of failedInputs())
      expect(tryInput(fuzzTargets.find(({ name }) => name === failure.target)!, failure.input), file).toBeNull();
  });

  it('are searched by coverage: what takes several changes is found step by step', () => {
    const run = (text: string) => {
      if (!text.includes('{')) return;
      if (!text.includes('"')) return;
      if (text.includes('%')) throw new Error('found');
    };
    const hidden = { name: 'hidden', seeds: ['....'], run, refuses: [] };
    const coverage = new Coverage();
    const { found, failures } = guide(hidden, { inputs: 500, seed: 1, coverage });
    coverage.close();
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(failures[0]).toMatchObject({ why: 'Error: found' });
    expect(fuzz(hidden, { inputs: 500, seed: 1 })).toEqual([]);
  });

  it('are found out when they break', () => {
    const broken = { name: 'broken', seeds: ['{"a":1}'], run: JSON.parse, refuses: [] };
    expect(fuzz(broken, { inputs: 200, seed: 1 }).length).toBeGreaterThan(0);
    expect(tryInput({ ...broken, run: () => Promise.resolve() }, 'x')).toBeNull();
  });
});
