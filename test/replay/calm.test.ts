import { describe, expect, it } from 'vitest';
import { runOutcry } from '../support/cli-run.ts';
import { calmLines } from '../support/scenario.ts';

describe('replay of ten calm days', { timeout: 600_000 }, () => {
  it('tells of nothing, though every symptom is watched in every state', async () => {
    const input = calmLines({ days: 10, mentionsPerDay: 600, seed: 4_711 });
    const run = await runOutcry(['replay', '--brand', 'brightcart'], { input });
    expect(run).toEqual({ status: 0, out: '', err: '' });
  });
});
