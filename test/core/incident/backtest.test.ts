import { describe, expect, it } from 'vitest';
import { diffIncidents, type ReplayedIncident } from '../../../src/core/incident/diff-incidents.ts';
import { differences } from '../../../src/core/incident/differences.ts';
import { falseAlarmRate } from '../../../src/core/incident/false-alarm-rate.ts';
import { poissonInterval } from '../../../src/core/stats/poisson-interval.ts';
import { testIncident } from '../../http/seed.ts';

const minute = 60_000;
const replayed = (
  id: string,
  {
    from,
    detected = from + 5,
    to,
    ...changes
  }: { from: number; detected?: number; to: number | null } & Partial<ReplayedIncident['incident']>,
  peak: ReplayedIncident['peak'] = 'confirmed',
): ReplayedIncident => ({
  peak,
  incident: testIncident({
    id,
    onset: { at: from * minute, low: from * minute, high: from * minute },
    detectedAt: detected * minute,
    updatedAt: (to ?? 10_000) * minute,
    closedAt: to === null ? null : to * minute,
    ...changes,
  }),
});

describe('a difference in words', () => {
  const told = { closedAt: '2026-11-03T10:00:00Z', peak: 'probable', scope: 'national' };
  const pair = {
    ...{ before: told, after: told, detectedMinutes: 0, closedMinutes: 0, peakChanged: false, scopeChanged: false },
    symptoms: { appeared: [] as string[], vanished: [] as string[] },
  };

  it('names everything by which a pair counts as changed, and nothing else', () => {
    expect(differences({ ...pair, closedMinutes: 12 })).toEqual(['closed 12 min later']);
    expect(differences({ ...pair, after: { ...told, closedAt: null }, closedMinutes: null })).toEqual(['stays open']);
    const all = {
      ...{ after: { ...told, peak: 'confirmed', scope: 'regional' }, detectedMinutes: -4 },
      ...{ peakChanged: true, scopeChanged: true, symptoms: { appeared: ['login'], vanished: ['cart', 'pickup'] } },
    };
    expect(differences({ ...pair, ...all }, (id) => id.toUpperCase())).toEqual([
      ...['detected 4 min earlier', 'probable becomes confirmed', 'national becomes regional'],
      ...['names LOGIN', 'no longer names CART, PICKUP'],
    ]);
  });
});

describe('the diff of two replays', () => {
  it('tells what appeared and vanished, and pairs what overlaps', () => {
    const before = [replayed('a', { from: 100, to: 200 }), replayed('b', { from: 500, to: 600 })];
    const after = [
      replayed('c', { from: 110, detected: 108, to: 230, scope: 'regional' }),
      replayed('d', { from: 900, to: 950 }),
    ];
    const diff = diffIncidents(before, after);
    expect(diff.appeared.map(({ incident }) => incident.id)).toEqual(['d']);
    expect(diff.vanished.map(({ incident }) => incident.id)).toEqual(['b']);
    expect(diff.changed).toHaveLength(1);
    expect(diff.changed[0]).toMatchObject({
      detectedMinutes: 3,
      closedMinutes: 30,
      scopeChanged: true,
      peakChanged: false,
    });
    expect(diff.same).toBe(0);
  });

  it('gives the longest overlap its partner, each incident once, and never mixes brands', () => {
    const before = [replayed('long', { from: 100, to: 400 })];
    const after = [replayed('head', { from: 100, to: 150 }), replayed('tail', { from: 200, to: 400 })];
    const split = diffIncidents(before, after);
    expect(split.changed[0]!.after.incident.id).toBe('tail');
    expect(split.appeared.map(({ incident }) => incident.id)).toEqual(['head']);
    const other = diffIncidents(before, [replayed('x', { from: 100, to: 400, brand: 'target' })]);
    expect([other.appeared.length, other.vanished.length]).toEqual([1, 1]);
  });

  it('calls the same what is the same, and sees peaks, symptoms and ends', () => {
    const one = replayed('a', { from: 100, to: 200 });
    expect(diffIncidents([one], [structuredClone(one)])).toEqual({ appeared: [], vanished: [], changed: [], same: 1 });
    const lower = diffIncidents([one], [replayed('a', { from: 100, to: 200 }, 'watching')]);
    expect(lower.changed[0]!.peakChanged).toBe(true);
    const open = diffIncidents([one], [replayed('a', { from: 100, to: null })]);
    expect(open.changed[0]!.closedMinutes).toBeNull();
    const symptoms = [{ id: 'cart' as const, share: 1 }];
    const named = diffIncidents([one], [replayed('a', { from: 100, to: 200, symptoms })]);
    expect(named.changed[0]!.symptoms).toEqual({ appeared: ['cart'], vanished: ['login', 'checkout_payment'] });
  });
});

describe('the rate of false alarms', () => {
  const day = 1440;

  it('counts what lies outside of known outages, per month of calm', () => {
    const rate = falseAlarmRate(
      {
        brand: 'walmart',
        watched: { from: 0, to: 61 * day },
        alarms: [5 * day, 20 * day, 20 * day + 700, 40 * day, 70 * day],
        incidents: [20 * day, 40 * day],
        outages: [
          { from: 20 * day - 10, to: 20 * day + 680 },
          { from: 20 * day + 300, to: 21 * day - 60 },
        ],
      },
      30 * day,
    );
    expect(rate).toMatchObject({ alarms: 2, incidents: 1, budgetPerMonth: 1, kept: true });
    expect(rate.calmDays).toBeCloseTo(61 - (day + 10) / day, 9);
    expect(rate.alarmsPerMonth).toBeCloseTo((2 * 30) / rate.calmDays, 9);
  });

  it('calls a budget broken only when chance hardly explains it', () => {
    const seen = (alarms: number) =>
      falseAlarmRate(
        { brand: 'x', watched: { from: 0, to: 30 * day }, alarms: Array(alarms).fill(7), incidents: [], outages: [] },
        30 * day,
      ).kept;
    // P(X ≥ 3 | 1) = 8 %, P(X ≥ 4 | 1) = 1.9 %.
    expect([seen(3), seen(4)]).toEqual([true, false]);
  });
});

describe('poissonInterval', () => {
  // scipy 1.17.1: chi2.ppf(.025, 2n)/2 and chi2.ppf(.975, 2n + 2)/2.
  it.each([
    [0, 0, 3.68887945],
    [1, 0.02531781, 5.57164339],
    [5, 1.62348639, 11.66833208],
    [10, 4.7953887, 18.39035604],
    [120, 99.49192563, 143.49058537],
  ] as const)('of a count of %s is Garwood’s', (count, low, high) => {
    const interval = poissonInterval(count);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });
});
