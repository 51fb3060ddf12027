import { describe, expect, it } from 'vitest';
import { stepIncident } from '../../../src/core/incident/incident-step.ts';
import {
  conditionsOf,
  reportsDriveTheRise,
  secondEvidence,
  spokenByMany,
} from '../../../src/core/incident/second-evidence.ts';
import { seededRandom } from '../../../src/core/stats/random.ts';
import type { AlertDetail, Condition } from '../../../src/core/words/alert.ts';
import { brandAlert, detailOf, noon, rules, symptomAlert, unattributed, yearMinutes } from '../../support/alerts.ts';

const conditionOf = (kind: Condition['kind'], changes: Partial<AlertDetail> = {}, observed = 6) =>
  conditionsOf(brandAlert({ observed, detail: detailOf(changes) }), [symptomAlert('login')], rules).find(
    (one) => one.kind === kind,
  )!;

describe('the conditions beside the volume', () => {
  it('are six, each with its reason, met or not', () => {
    const conditions = conditionsOf(brandAlert(), [], rules);
    expect(conditions.map(({ kind }) => kind)).toEqual([
      'authors',
      'copies',
      'share',
      'sources',
      'symptom',
      'official',
    ]);
    expect(conditions.every(({ reason }) => reason.length > 10)).toBe(true);
    expect(conditionsOf(brandAlert({ detail: null }), [], rules)).toEqual([]);
  });

  it('count people, not posts', () => {
    expect(conditionOf('authors', { authors: 1 })).toEqual({
      kind: 'authors',
      met: false,
      reason: '1 distinct person; 3 make it probable, 6 confirm it',
    });
    expect(conditionOf('authors', { authors: 3 }).met).toBe(true);
  });

  it('know the share of reports among the mentions beyond the usual', () => {
    expect(conditionOf('share')).toMatchObject({ met: true, reason: expect.stringMatching(/^75 % of the 8 mentions/) });
    expect(conditionOf('share', { excessShare: 0.2 })).toMatchObject({
      met: false,
      reason: expect.stringMatching(/^only 20 % .* 35 % are needed$/),
    });
    expect(conditionOf('share', {}, 1).met).toBe(false);
  });

  it('hear two sources agree, and say which one stands alone', () => {
    const two = [
      { id: 'bluesky', observed: 4, usualShare: 0.5 },
      { id: 'reddit', observed: 2, usualShare: 0.5 },
    ];
    expect(conditionOf('sources', { sources: two })).toMatchObject({
      met: true,
      reason: '2 sources agree: bluesky, reddit',
    });
    expect(conditionOf('sources')).toMatchObject({ met: false, reason: 'only bluesky sees more than is usual there' });
  });

  it('take a brand’s own word', () => {
    expect(conditionOf('official', { acknowledgedAt: 1 }).met).toBe(true);
    expect(secondEvidence([conditionOf('official'), conditionOf('authors')])).toEqual([]);
  });

  it('keep what few people spread in many copies from climbing', () => {
    const step = (copies: number) =>
      stepIncident(
        {
          brand: 'northwind',
          minute: noon,
          current: null,
          alerts: [brandAlert({ recurrenceIntervalMinutes: 3 * yearMinutes, detail: detailOf({ copies }) })],
          attribution: unattributed,
          newId: 'n-1',
        },
        rules,
      )!.incident.state;
    expect(spokenByMany([conditionOf('copies', { copies: 24 })])).toBe(true);
    expect(spokenByMany([conditionOf('copies', { copies: 25 })])).toBe(false);
    expect([step(24), step(25)]).toEqual(['probable', 'watching']);
  });
});

describe('whether reports drive a rise of the talk', () => {
  const drives = (reports: number, mentions: number, changes: Partial<AlertDetail> = {}) => {
    const expected = 1;
    const excessShare = (reports - 0.3) / Math.max(mentions - expected, reports - 0.3);
    const detail = detailOf({
      mentions: { observed: mentions, expected },
      excessShare,
      usualReportShare: 0.25,
      ...changes,
    });
    return reportsDriveTheRise(reports, detail, rules);
  };

  it('takes few mentions where nearly all are reports, more where fewer are, and none where too few are', () => {
    expect([drives(3, 4), drives(5, 6), drives(6, 9), drives(8, 12), drives(30, 90)]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it.each([
    [100, 200, 5, 0.02],
    [250, 600, 5, 0.02],
    [500, 1_100, 20, 0.05],
    [1_000, 2_200, 50, 0.1],
    [350_000, 800_000, 100, 0.05],
  ])('sees %i reports among %i mentions, however many that is', (reports, observed, expected, usualReportShare) => {
    const mentions = { observed, expected };
    const detail = detailOf({ mentions, excessShare: reports / observed, usualReportShare });
    expect(reportsDriveTheRise(reports, detail, rules)).toBe(true);
    // As many as the usual share of so much talk brings.
    expect(reportsDriveTheRise(Math.round(usualReportShare * observed), detail, rules)).toBe(false);
  });

  it('can’t be judged of a brand of which hardly anything but reports is read', () => {
    expect(drives(2, 9, { usualReportShare: 0.8 })).toBe(true);
  });

  it('is said of three storms of ordinary talk in a hundred at most, however often it is asked', () => {
    const random = seededRandom(5);
    const storms = 2_000;
    let fooled = 0;
    for (let storm = 0; storm < storms; storm++) {
      let reports = 0;
      for (let mentions = 1; mentions <= 150; mentions++) {
        if (random() < 0.25) reports++;
        if (!drives(reports, mentions)) continue;
        fooled++;
        break;
      }
    }
    expect(fooled / storms).toBeLessThan(0.03);
    expect(fooled).toBeGreaterThan(0);
  });
});

describe('a symptom in one state that stands out by itself', () => {
  const stratum = { brand: 'northwind', symptom: 'login', surface: '*', area: 'US-TX' };
  const part = (observed: number) =>
    symptomAlert('login', {
      ...{ method: 'strata', stratum, observed, expected: 0.3 },
      recurrenceIntervalMinutes: 20 * yearMinutes,
    });
  /** The brand hardly moves: its talk and its reports are nearly as usual. */
  const opens = (alert: ReturnType<typeof part>, mentions: AlertDetail['mentions'], excessShare: number) => {
    const detail = detailOf({ mentions, excessShare, authors: 40 });
    const whole = brandAlert({ observed: 40, expected: 32, recurrenceIntervalMinutes: 20 * yearMinutes, detail });
    const situation = { brand: 'northwind', minute: noon, current: null, attribution: unattributed, newId: 'i1' };
    return stepIncident({ ...situation, alerts: [alert, whole] }, rules)?.incident.state ?? null;
  };
  const asUsual = { observed: 650, expected: 640 };
  const storm = { observed: 900, expected: 640 };

  it('opens an incident without the brand moving', () => {
    expect(opens(part(8), asUsual, 0.8)).toBe('watching');
    expect(opens({ ...part(8), method: 'temporal' }, asUsual, 0.8)).toBeNull();
  });

  it('doesn’t where few people speak, or where talk has risen of which it may be the misread part', () => {
    expect(opens(part(2), asUsual, 0.8)).toBeNull();
    expect(opens(part(8), storm, 0.03)).toBeNull();
  });
});
