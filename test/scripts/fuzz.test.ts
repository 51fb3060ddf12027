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

  it('are searched by coverage: what reaches new code is known from what does not', () => {
    const run = (text: string) => {
      if (!text.includes('{')) return;
      if (!text.includes('"')) return;
      if (text.includes('%')) throw new Error('found');
    };
    const coverage = new Coverage((url) => url.endsWith('/fuzz.test.ts'));
    const fresh = (text: string) => {
      tryInput({ name: 'hidden', seeds: [], run, refuses: ['Error'] }, text);
      return coverage.take() > 0;
    };
    fresh('.');
    fresh('.');
    const inputs = ['..', '{', '..{', '{"', '"{', '{"%', '%{"'];
    expect(inputs.map(fresh)).toEqual([false, true, false, true, false, true, false]);
    coverage.close();
  });

  it('are searched by coverage: what was reached is gone on from', () => {
    const run = (text: string) => (text.includes('{') ? text.length : 0);
    const coverage = new Coverage((url) => url.endsWith('/fuzz.test.ts'));
    const { found } = guide({ name: 'hidden', seeds: ['....'], run, refuses: [] }, { inputs: 400, seed: 1, coverage });
    coverage.close();
    expect(found.some((input) => input.includes('{'))).toBe(true);
  });

  it('are found out when they break', () => {
    const broken = { name: 'broken', seeds: ['{"a":1}'], run: JSON.parse, refuses: [] };
    expect(fuzz(broken, { inputs: 200, seed: 1 }).length).toBeGreaterThan(0);
    expect(tryInput({ ...broken, run: () => Promise.resolve() }, 'x')).toBeNull();
  });
});
