import { describe, expect, it } from 'vitest';
import { stepIncident } from '../../../src/core/incident/incident-step.ts';
import { conditionsOf, secondEvidence, spokenByMany } from '../../../src/core/incident/second-evidence.ts';
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
