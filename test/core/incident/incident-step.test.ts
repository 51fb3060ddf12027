import { describe, expect, it } from 'vitest';
import { heldOnset } from '../../../src/core/incident/held-onset.ts';
import { longestDoubtMinutes, mostGoesOn } from '../../../src/core/incident/incident-end.ts';
import { type IncidentStep, stepIncident } from '../../../src/core/incident/incident-step.ts';
import { incidentSentence } from '../../../src/core/incident/sentence.ts';
import { draftStatement } from '../../../src/core/incident/statement-draft.ts';
import type { Alert } from '../../../src/core/words/alert.ts';
import { brandAlert, detailOf, noon, rules, symptomAlert, unattributed, yearMinutes } from '../../support/alerts.ts';

const strong = { recurrenceIntervalMinutes: 100 * yearMinutes };
const oneSource = [{ id: 'bluesky', observed: 6, usualShare: 1 }];
/** Volume and nothing else: too few mentions beyond the usual for a share, one source. */
const volumeAlone = detailOf({ mentions: { observed: 4, expected: 2 }, excessShare: 1, sources: oneSource });

function step(
  alerts: Alert[],
  before: IncidentStep | null = null,
  minute = noon,
  goesOn?: number,
  unseenMinutes?: number,
): IncidentStep | null {
  const current = before && { incident: before.incident, memory: before.memory };
  return stepIncident(
    { brand: 'northwind', minute, current, alerts, attribution: unattributed, goesOn, unseenMinutes, newId: 'i1' },
    rules,
  );
}

/** Steps through minutes, each with its alerts; gives "from>to@minute" of every transition. */
function follow(alertsAt: (minute: number) => Alert[], minutes: number): string[] {
  const moves: string[] = [];
  let last: IncidentStep | null = null;
  for (let n = 0; n < minutes; n++) {
    const next = step(alertsAt(n), last, noon + n);
    for (const { from, to } of next?.transitions ?? []) moves.push(`${from ?? ''}>${to}@${n}`);
    last = next ?? last;
  }
  return moves;
}

const quiet = brandAlert({ ...strong, active: false });
const loud = brandAlert(strong);

describe('stepIncident opens', () => {
  it('nothing without an alert, with a weak one, or with one that has gone', () => {
    expect(step([])).toBeNull();
    expect(step([brandAlert({ recurrenceIntervalMinutes: yearMinutes - 1 })])).toBeNull();
    expect(step([quiet])).toBeNull();
  });

  it('nothing when the talk has risen but reports are not what it is made of', () => {
    const detail = detailOf({ mentions: { observed: 90, expected: 10 }, excessShare: 0.2 });
    expect(step([brandAlert({ ...strong, detail })])).toBeNull();
  });

  it('nothing when so much talk usually brings as many reports, though its rise has already become the usual', () => {
    const detail = detailOf({ mentions: { observed: 340, expected: 335 }, excessShare: 1, usualReportShare: 0.08 });
    expect(step([brandAlert({ ...strong, observed: 32, expected: 12.4, detail })])).toBeNull();
  });

  it('where hardly anything but reports is read', () => {
    const detail = detailOf({ mentions: { observed: 32, expected: 14 }, excessShare: 0.9, usualReportShare: 0.9 });
    expect(step([brandAlert({ ...strong, observed: 30, expected: 12.4, detail })])).not.toBeNull();
  });

  it('at the budget, with onset, time of detection and reasons', () => {
    const opened = step([brandAlert({ detail: volumeAlone })])!;
    expect(opened.transitions.map(({ from, to, revision, at }) => [from, to, revision, at])).toEqual([
      [null, 'watching', 1, (noon + 1) * 60_000],
    ]);
    expect(opened.incident).toMatchObject({
      id: 'i1',
      state: 'watching',
      detectedAt: (noon + 1) * 60_000,
      onset: { at: (noon - 4) * 60_000 },
      symptoms: [{ id: 'login', share: 0.667 }],
    });
    expect(opened.incident.reasons).toEqual([
      '6 people against 0.4 expected since the onset',
      'reports exceed their expectation',
    ]);
  });
});

describe('stepIncident climbs', () => {
  it('not on volume alone, however strong', () => {
    expect(step([brandAlert({ ...strong, detail: volumeAlone })])!.incident.state).toBe('watching');
  });

  it.each([
    ['the share of reports in the rise', { detail: detailOf({ sources: oneSource }) }, []],
    [
      'a second source',
      { detail: { ...volumeAlone, sources: [...oneSource, { id: 'reddit', observed: 2, usualShare: 0 }] } },
      [],
    ],
    ['a symptom beyond its own expectation', { detail: volumeAlone }, [symptomAlert('login')]],
    ['the brand’s own word', { detail: { ...volumeAlone, acknowledgedAt: noon * 60_000 } }, []],
  ])('with %s as the second kind of evidence', (_what, changes, others) => {
    const { incident, transitions } = step([...others, brandAlert({ ...strong, ...changes })])!;
    expect(transitions.map(({ to, revision }) => `${revision} ${to}`)).toEqual([
      '1 watching',
      '2 probable',
      '3 confirmed',
    ]);
    expect(incident.reasons.length).toBeGreaterThan(2);
  });

  it('as far as evidence and people allow', () => {
    const state = (years: number, authors: number) =>
      step([brandAlert({ recurrenceIntervalMinutes: years * yearMinutes, detail: detailOf({ authors }) })])!.incident
        .state;
    expect(state(1, 99)).toBe('watching');
    expect(state(2, 2)).toBe('watching');
    expect(state(2, 3)).toBe('probable');
    expect(state(10, 5)).toBe('probable');
    expect(state(10, 6)).toBe('confirmed');
  });

  it('by the strongest of its alerts', () => {
    const weak = brandAlert({ recurrenceIntervalMinutes: 5 });
    expect(step([symptomAlert('login', strong), weak])!.incident.state).toBe('confirmed');
  });

  it('and holds the onset still once it is confirmed', () => {
    const opened = step([loud])!;
    const later = step([brandAlert({ ...strong, onset: { at: 1, low: 0, high: 2 } })], opened, noon + 1)!;
    expect(later.incident.onset).toEqual(opened.incident.onset);
    const watching = step([brandAlert({ detail: volumeAlone })])!;
    const moved = { at: 1, low: 0, high: 2 };
    expect(step([brandAlert({ detail: volumeAlone, onset: moved })], watching, noon + 1)!.incident.onset).toEqual(
      moved,
    );
  });
});

describe('stepIncident ends', () => {
  it('takes no silence of sources that cannot be read for calm, however long', () => {
    const first = step([quiet], step([loud], null, noon), noon + 1)!;
    const later = (minutes: number, unseenMinutes: number) =>
      step([quiet], first, noon + 1 + minutes, undefined, unseenMinutes)!.incident;
    expect(first.incident.state).toBe('recovering');
    expect(later(300, 300).state).toBe('recovering');
    expect(later(309, 299.5).state).toBe('recovering');
    expect(later(310, 299.5)).toMatchObject({
      state: 'closed',
      reasons: expect.arrayContaining(['reports stayed at their usual rate for 10 minutes']),
    });
  });

  it('recovers with the first quiet minute and closes after the resolve delay', () => {
    const moves = follow((n) => (n < 5 ? [loud] : n === 5 ? [quiet] : []), 40);
    expect(moves).toEqual([
      '>watching@0',
      'watching>probable@0',
      'probable>confirmed@0',
      'confirmed>recovering@5',
      'recovering>closed@15',
    ]);
  });

  it('keeps the figures of its height while it recovers', () => {
    const opened = step([loud])!;
    const recovering = step([{ ...quiet, observed: 1, detail: detailOf({ authors: 1 }) }], opened, noon + 1)!;
    expect(recovering.incident.evidence).toEqual(opened.incident.evidence);
    expect(recovering.incident.closedAt).toBeNull();
  });

  it('keeps the strength and the place of its height while its evidence fades, and through its end', () => {
    const said = (years: number) => [`by chance once in ${years} years`];
    const area = (observed: number) => [{ id: 'US-TX', name: 'Texas', observed, expected: 1 }];
    const seen = (years: number, people: number, changes: Partial<Alert> = {}) =>
      brandAlert({
        recurrenceIntervalMinutes: years * yearMinutes,
        reasons: said(years),
        detail: detailOf({ located: { n: people, of: 40 }, areas: area(people), scopeReasons: [`${people} in Texas`] }),
        ...changes,
      });
    const high = step([seen(100, 30)])!;
    const fading = step([seen(0.001, 3, { observed: 44 })], high, noon + 1)!;
    const recovering = step([seen(0.001, 2, { active: false })], fading, noon + 2)!;
    for (const { incident } of [fading, recovering, step([], recovering, noon + 20)!]) {
      expect(incident.evidence).toMatchObject({
        ...{ observed: 44, recurrenceIntervalMinutes: 100 * yearMinutes, located: { n: 30, of: 40 } },
      });
      expect(incident.areas).toEqual(area(30));
      expect(incident.reasons).toEqual(expect.arrayContaining([...said(100), '30 in Texas']));
      expect(incident.reasons.join()).not.toMatch(/0\.001|\b[23] in Texas/);
    }
    // What grows is taken over, be it the evidence or the people placed.
    expect(step([seen(200, 3)], fading, noon + 2)!.incident).toMatchObject({ areas: area(3) });
    expect(step([seen(50, 31)], fading, noon + 2)!.incident).toMatchObject({ areas: area(31) });
    // One that was over and comes back tells where it is now.
    const back = step([seen(3, 5)], step([], recovering, noon + 20)!, noon + 30)!.incident;
    expect(back).toMatchObject({ areas: area(5), evidence: { recurrenceIntervalMinutes: 100 * yearMinutes } });
  });

  it('goes back to the rung that it had reached when reports rise again', () => {
    const moves = follow((n) => (n < 5 || n > 8 ? [loud] : []), 12);
    expect(moves.slice(3)).toEqual(['confirmed>recovering@5', 'recovering>confirmed@9']);
  });

  it('does not flap when evidence wavers around a rung', () => {
    const moves = follow((n) => [n % 2 ? loud : brandAlert({ recurrenceIntervalMinutes: 3 * yearMinutes })], 60);
    expect(moves).toEqual(['>watching@0', 'watching>probable@0', 'probable>confirmed@1']);
  });

  it('does not flap between two quiet minutes in a row of loud ones beyond one relapse each', () => {
    const moves = follow((n) => (n >= 20 && n < 29 ? [] : [loud]), 60);
    expect(moves.slice(3)).toEqual(['confirmed>recovering@20', 'recovering>confirmed@29']);
  });

  it('waits longer than its delay while it may go on all the same, an hour at most', () => {
    const recovering = step([quiet], step([loud])!, noon + 1)!;
    expect(step([], recovering, noon + 11, mostGoesOn)!.incident.state).toBe('closed');
    expect(step([], recovering, noon + 10, mostGoesOn)!.incident.state).toBe('recovering');
    expect(step([], recovering, noon + 30, mostGoesOn + 0.01)!.incident.state).toBe('recovering');
    const late = step([], recovering, noon + 1 + longestDoubtMinutes, 5)!;
    expect(late.incident.state).toBe('closed');
    expect(late.incident.reasons[0]).toBe('reports stayed at their usual rate for 60 minutes');
  });

  it('stays closed while it is quiet: nothing is written', () => {
    const closed = step([], step([quiet], step([loud])!, noon + 1)!, noon + 11)!;
    expect(closed.incident).toMatchObject({ state: 'closed', closedAt: (noon + 12) * 60_000 });
    for (const minute of [12, 30, 59]) expect(step([], closed, noon + minute)).toBeNull();
    expect(step([quiet], closed, noon + 13)).toBeNull();
  });

  it('reopens under its own name when reports are back soon', () => {
    const closed = step([], step([quiet], step([loud])!, noon + 1)!, noon + 11)!;
    const again = step([brandAlert({ ...strong, id: 'a2' })], closed, noon + 40)!;
    expect(again.transitions.map(({ from, to, revision }) => `${revision} ${from}>${to}`)).toEqual([
      '6 closed>confirmed',
    ]);
    expect(again.incident).toMatchObject({ id: 'i1', closedAt: null });
    expect(again.incident.reasons[0]).toBe('reports are back within 60 minutes of the end');
  });

  it('numbers its transitions without gaps over a whole life', () => {
    const revisions: number[] = [];
    let last: IncidentStep | null = null;
    for (let n = 0; n < 60; n++) {
      const next = step(n < 5 || (n > 25 && n < 30) ? [loud] : [], last, noon + n);
      revisions.push(...(next?.transitions ?? []).map(({ revision }) => revision));
      last = next ?? last;
    }
    expect(revisions).toEqual(revisions.map((_, index) => index + 1));
    expect(revisions.length).toBe(8);
  });
});

describe('an incident whose rate is taken as normal', () => {
  const asNormal = brandAlert({ ...strong, active: false, detail: detailOf({ takenAsNormal: true }) });

  it('says so, closes after the delay whatever goes on, and isn’t called over', () => {
    const opened = step([loud])!;
    const ended = step([asNormal], opened, noon + 1)!;
    const [said] = ended.transitions;
    expect([said!.to, said!.incident.takenAsNormal]).toEqual(['recovering', true]);
    expect(said!.incident.reasons[0]).toMatch(/^reports go on, .* taken as normal from here on$/);
    expect(incidentSentence(said!.incident, undefined)).toMatch(
      /^People go on reporting .* is taken as normal from here on\./,
    );
    expect(draftStatement(said!.incident, 'confirmed', undefined).kind).toBe('holding');
    expect(step([], ended, noon + 1 + rules.resolveDelayMinutes - 1, 50)!.transitions).toEqual([]);
    const closed = step([], ended, noon + 1 + rules.resolveDelayMinutes, 50)!;
    expect([closed.incident.state, closed.incident.takenAsNormal]).toEqual(['closed', true]);
    expect(closed.incident.reasons[0]).toMatch(/^reports didn’t rise beyond the rate that is taken as normal for/);
    expect(incidentSentence(closed.incident, undefined)).not.toContain('back to normal');
  });

  it('is an incident like any other when reports rise beyond that rate', () => {
    const ended = step([asNormal], step([loud])!, noon + 1)!;
    const again = step([loud], ended, noon + 3)!;
    expect([again.incident.state, again.incident.takenAsNormal]).toEqual(['confirmed', undefined]);
  });
});

describe('the onset of an incident', () => {
  const at = (minute: number) => ({ at: minute * 60_000, low: minute * 60_000, high: minute * 60_000 });
  const weak = { recurrenceIntervalMinutes: 1.5 * yearMinutes };

  it('follows the estimate until it is confirmed, and is kept over a relapse, of one that never was confirmed too', () => {
    const watching = step([brandAlert({ ...weak, onset: at(noon - 9) })])!;
    expect([watching.incident.state, heldOnset(watching)]).toEqual(['watching', null]);
    const better = step([brandAlert({ ...weak, minute: noon + 1, onset: at(noon - 7) })], watching, noon + 1)!;
    expect(better.incident.onset).toEqual(at(noon - 7));
    const calm = step([brandAlert({ ...weak, active: false })], better, noon + 2)!;
    expect(heldOnset(calm)).toEqual(at(noon - 7));
    const back = step([brandAlert({ ...weak, onset: at(noon + 4) })], calm, noon + 5)!;
    expect([back.incident.state, back.incident.onset]).toEqual(['watching', at(noon - 7)]);
    expect(heldOnset(back)).toEqual(at(noon - 7));
    expect(heldOnset(step([loud])!)).toEqual(loud.onset);
  });
});
