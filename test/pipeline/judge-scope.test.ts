import { describe, expect, it } from 'vitest';
import { loadGazetteer } from '../../src/adapters/assets/load-gazetteer.ts';
import { type AreaSum, judgeScope, scopeKnowledge } from '../../src/pipeline/judge-scope.ts';

const knowledge = scopeKnowledge(loadGazetteer());

function sums(counts: Record<string, number>): AreaSum[] {
  return Object.entries(counts).map(([area, observed]) => ({ symptom: '*', surface: '*', area, observed }));
}

describe('judgeScope', () => {
  it('tells a state with its metros, as it is counted everywhere else, and the scan’s figures of its region', () => {
    const counts = { '*': 60, 'US-CA': 51, 'US-CA:31080': 15, 'US-CA:41860': 27, 'US-NY': 2 };
    const judged = judgeScope(sums(counts), [], { knowledge, expectedLocated: 2 });
    const told = Object.fromEntries(judged.areas.map(({ id, name, observed }) => [id, [name, observed]]));
    expect(told).toMatchObject({
      'US-CA': ['California', 51],
      'US-CA:31080': ['Los Angeles', 15],
      'US-CA:41860': ['San Francisco–Oakland', 27],
    });
    expect(judged.areas[0]!.id).toBe('US-CA');
    const own = knowledge.areas.filter(({ state }) => state === 'CA').reduce((sum, { share }) => sum + share, 0);
    expect(judged.areas[0]!.expected).toBeCloseTo(2 * own, 2);
    expect(judged.scope).toBe('regional');
    expect(judged.region!.observed).toBeLessThanOrEqual(51);
  });
});
