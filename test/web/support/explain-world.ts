import type { ExplanationAnswer } from '../../../src/http/explain-schemas.ts';
import { iso } from './world.ts';

/** A minute in which the series fired, told as the API tells it. */
export function explanation(now: number, query: URLSearchParams): ExplanationAnswer {
  const at = query.get('at') ?? iso(now - 60_000);
  const series = {
    symptom: query.get('symptom') ?? '*',
    surface: query.get('surface') ?? '*',
    area: query.get('area') ?? '*',
  };
  return {
    ...{ brand: query.get('brand') ?? '', ...series, at, verdict: 'fired', observed: 7, exposure: 1 },
    rule: `its alarm stands since ${iso(now - 78 * 60_000)}`,
    ...{ budgetShare: 0.5, intervalMinutes: null, budgetMinutes: 1_440_000 },
    together: {
      intervalMinutes: null,
      strongest: [{ symptom: 'login', surface: 'web', area: '*', intervalMinutes: 7e9 }],
    },
    evidence: {
      ...{ version: 'temporal@10', recurrenceIntervalMinutes: null, slot: { observed: 51, expected: 2.6 } },
      expected: { mean: 0.31, lower: 0, upper: 2, learning: 0.02 },
      ...{
        level: 0.4,
        shape: 0.8,
        local: 1.1,
        rate: 0.35,
        carefulRate: 0.385,
        dispersion: 1.2,
        wander: 0.2,
        overshoot: 1.9,
        pastExcess: 1.4,
      },
      ...{ knownMinutes: 10_641, multipliers: [{ multiplier: 4, recurrenceIntervalMinutes: null, share: 1 }] },
      ...{ suspectedSince: null, recoveryIntervalMinutes: null, onset: null, settings: {} },
    },
    alarms: [],
    conditions: [
      { kind: 'authors', met: true, reason: 'symptoms exceed their own expectation: checkout_payment 9 against 0.1' },
      { kind: 'official', met: false, reason: 'no word of the brand itself' },
    ],
    rules: [{ rule: 'budget', passed: true, reason: 'rarer than once in 1,000 days' }],
    incident: { id: 'inc-walmart', state: 'confirmed', reasons: [] },
    ...{ asOf: iso(now), stale: false },
  };
}
