import { describe, expect, it } from 'vitest';
import { type ScoredIncident, scoreOf } from '../../../src/core/incident/scoreboard.ts';

const minute = 60_000;
const incident = (verdict: ScoredIncident['verdict'], delay = 5): ScoredIncident => ({
  brand: 'walmart',
  onsetAt: 1_000 * minute,
  reachedAt: (1_000 + delay) * minute,
  verdict,
  ...{ telemetry: null, firstWordMinutes: null },
});

describe('the scoreboard', () => {
  it('counts only what was judged, and misses against recall', () => {
    const incidents = [
      ...[2, 4, 9].map((delay) => incident('true', delay)),
      ...[incident('false-alarm'), incident('unsure'), incident(null), incident(null)],
    ];
    const score = scoreOf(incidents, [{ brand: 'walmart', watchedDays: 60.88, missed: 2 }]);
    expect(score).toMatchObject({ incidents: 7, true: 3, falseAlarms: 1, unsure: 1, unjudged: 2, missed: 2 });
    expect(score.precision).toMatchObject({ n: 3, of: 4, value: 0.75 });
    expect(score.recall).toMatchObject({ n: 3, of: 5, value: 0.6 });
    expect(score.delayMinutes).toEqual({ n: 3, median: 4, p90: 9, longest: 9 });
    expect(score.falseAlarmsPerMonth).toBeCloseTo(0.5, 10);
  });

  it('says of true incidents alone how far people were ahead of telemetry and of the official word', () => {
    const lead = (leadMinutes: number | null, changes: Partial<ScoredIncident> = {}): ScoredIncident => ({
      ...incident('true'),
      telemetry: { verdict: leadMinutes === null ? 'not-seen' : 'confirmed', leadMinutes },
      ...changes,
    });
    const incidents = [
      ...[lead(4), lead(-2, { firstWordMinutes: 12 }), lead(9, { firstWordMinutes: 30 }), lead(null)],
      ...[lead(100, { verdict: 'false-alarm', firstWordMinutes: 100 }), incident('true')],
    ];
    const score = scoreOf(incidents, []);
    expect(score.telemetry).toEqual({
      ...{ confirmed: 3, notSeen: 1 },
      leadMinutes: { n: 3, ahead: 2, median: 4, longest: 9 },
    });
    expect(score.officialLeadMinutes).toEqual({ n: 2, ahead: 2, median: 12, longest: 30 });
    expect(scoreOf([], []).telemetry).toEqual({ confirmed: 0, notSeen: 0, leadMinutes: null });
  });

  it('claims nothing where there is nothing', () => {
    const score = scoreOf([], [{ brand: 'walmart', watchedDays: 0, missed: 0 }]);
    expect(score).toMatchObject({ precision: null, recall: null, delayMinutes: null, falseAlarmsPerMonth: null });
  });
});
