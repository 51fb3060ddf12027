import { describe, expect, it } from 'vitest';
import { loadGazetteer } from '../../src/adapters/assets/load-gazetteer.ts';
import { keyOf } from '../../src/core/detect/watch/series-key.ts';
import type { AlertDetail } from '../../src/core/words/alert.ts';
import type { StandingAlarm } from '../../src/pipeline/alarms.ts';
import { scopeKnowledge } from '../../src/pipeline/judge-scope.ts';
import { placedByParts } from '../../src/pipeline/small-alarm.ts';

const knowledge = scopeKnowledge(loadGazetteer());
const unknown = { scope: 'unknown', scopeReasons: [], areas: [] } as unknown as AlertDetail;

/** An alarm of a symptom in one state or on one surface, with reports of which `expected` are usual. */
function alarm({ symptom = 'login', surface = '*', area = '*', observed = 20, expected = 1 }) {
  const series = { symptom, surface, area };
  const standing: StandingAlarm = {
    ...{ ...series, id: keyOf(series), key: keyOf(series), firstMinute: 0, intervalMinutes: 1e6, recovered: false },
  };
  return { standing, figures: { onset: null, observed, expected } };
}

function placed(...some: ReturnType<typeof alarm>[]): AlertDetail {
  const small = some.filter(({ standing }) => standing.symptom !== '*');
  return placedByParts(unknown, {
    alarms: some.map(({ standing }) => standing),
    figures: new Map(small.map(({ standing, figures }) => [standing.key, figures])),
    scopeKnowledge: knowledge,
  });
}

describe('where an incident of few strata is', () => {
  const texas = alarm({ area: 'US-TX' });

  it('is in the state in which all stands out, with the figures of its symptoms', () => {
    expect(placed(texas, alarm({ symptom: 'cart', area: 'US-TX', observed: 5 }))).toMatchObject({
      scope: 'regional',
      scopeReasons: ['all that stands out is in Texas'],
      areas: [{ id: 'US-TX', name: 'Texas', observed: 25, expected: 2 }],
    });
    expect(placed(texas, alarm({ symptom: '*', area: 'US-TX' })).scope).toBe('regional');
  });

  it('is there, too, where a surface has no more reports than the state, else unknown', () => {
    expect(placed(texas, alarm({ surface: 'ios', observed: 24 })).scope).toBe('regional');
    expect(placed(texas, alarm({ surface: 'ios', observed: 60 })).scope).toBe('unknown');
  });

  it('is unknown with two states, with a wider series, or with surfaces alone', () => {
    expect(placed(texas, alarm({ area: 'US-OK' })).scope).toBe('unknown');
    expect(placed(texas, alarm({ symptom: '*', surface: 'ios' })).scope).toBe('unknown');
    expect(placed(alarm({ surface: 'ios' })).scope).toBe('unknown');
  });
});
