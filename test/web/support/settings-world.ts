import type { BacktestAnswer } from '../../../src/http/backtest-schemas.ts';
import type { ChannelAnswer, SettingsAnswer } from '../../../src/http/setting-schemas.ts';
import { iso } from './world.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

export function settings(): SettingsAnswer {
  return {
    judging: {
      ...{ falseAlarmBudgetDays: 1_000, authorWindowMinutes: 60, leastExcessShare: 0.35 },
      ...{ resolveDelayMinutes: 10, reopenMinutes: 60 },
    },
    versions: { program: '0.1.0', config: 'c0ffee', model: 'reports@2', data: 'd474' },
    smallestCell: 5,
    formEmbedders: ['*'],
    packs: [
      {
        ...{ id: 'walmart', name: 'Walmart', role: 'brand', industry: 'retail', demo: false, words: ['walmart'] },
        ...{ ambiguous: [], handles: ['walmart'], supportAccounts: ['walmarthelp'], statusPage: null },
        ...{
          symptoms: ['login'],
          ownSymptoms: { gift_cards: ['gift card'] },
          peers: ['target'],
          dependencies: ['visa'],
        },
        ...{ mentionsPerDay: 1_000, timeZone: 'America/Chicago' },
      },
    ],
  };
}

export function channel(now: number): ChannelAnswer {
  return {
    ...{ id: 'on-call', kind: 'pagerduty', from: 'probable', brands: ['walmart'], symptoms: null, areas: null },
    ...{ waiting: 1, delivered: 7, failed: 2, lastDeliveredAt: iso(now - 30 * minuteMs) },
    lastFault: 'the receiver answered 503',
  };
}

export function backtest(now: number): BacktestAnswer {
  const incident = {
    ...{ id: 'inc-a', brand: 'walmart', onsetAt: iso(now - 2 * dayMs), detectedAt: iso(now - 2 * dayMs) },
    ...{ closedAt: iso(now - dayMs), peak: 'probable' as const, scope: 'national' as const, symptoms: ['login'] },
  };
  const rate = {
    ...{ brand: 'walmart', calmDays: 27, alarms: 1, incidents: 1, alarmsPerMonth: 1.1, budgetPerMonth: 0.03 },
    ...{ interval: { low: 0.1, high: 6 }, kept: false },
  };
  return {
    ...{ id: 'a1b2c3d4e5f6', state: 'done', message: null, askedAt: iso(now - 5 * minuteMs) },
    ...{ endedAt: iso(now - 4 * minuteMs), brands: ['walmart'], from: iso(now - 28 * dayMs), to: iso(now) },
    ...{ learnDays: 28, settings: { falseAlarmBudgetDays: 30 } },
    result: {
      appeared: [incident],
      vanished: [],
      changed: [
        {
          ...{ before: incident, after: { ...incident, peak: 'confirmed' }, detectedMinutes: -4, closedMinutes: null },
          ...{ peakChanged: true, scopeChanged: false, symptoms: { appeared: [], vanished: [] } },
        },
      ],
      same: 3,
      falseAlarms: { before: [{ ...rate, alarmsPerMonth: 0, alarms: 0, kept: true }], after: [rate] },
    },
  };
}
