import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IncidentStep, stepIncident } from '../../../src/core/incident/incident-step.ts';
import type { AlertDetail } from '../../../src/core/words/alert.ts';
import type { Region } from '../../../src/core/words/region.ts';
import { brandAlert, detailOf, noon, rules, unattributed, yearMinutes } from '../../support/alerts.ts';

type Where = Pick<AlertDetail, 'scope' | 'region'>;

function region(name: string, areaIds: string[]): Where {
  const found: Region = { name, areaIds, center: null, radiusKm: null, observed: 9, expected: 1 };
  return { scope: 'regional', region: found };
}

const unknown: Where = { scope: 'unknown', region: null };
const national: Where = { scope: 'national', region: null };
const dallas = region('Dallas–Fort Worth', ['US-TX:19100', 'US-TX']);
const texas = region('Texas', ['US-TX:19100', 'US-TX', 'US-TX:26420', 'US-TX:41700', 'US-TX:12420']);
const dallasToo = region('north Texas', ['US-TX:19100', 'US-TX', 'US-TX:43300']);

/** Runs a confirmed incident through minutes; gives "from>to@minute: first reason" of every step after its opening. */
function follow(where: (minute: number) => Where, minutes: number, quietFrom = minutes): string[] {
  const steps: string[] = [];
  let last: IncidentStep | null = null;
  for (let n = 0; n < minutes; n++) {
    const alert = brandAlert({
      recurrenceIntervalMinutes: 100 * yearMinutes,
      detail: detailOf(where(n)),
      active: n < quietFrom,
    });
    const situation = { brand: 'northwind', alerts: [alert], attribution: unattributed, newId: 'i1' };
    const current: IncidentStep | null = last;
    const next: IncidentStep | null = stepIncident({ ...situation, minute: noon + n, current }, rules);
    for (const { from, to, revision, incident } of next?.transitions ?? [])
      if (n > 0) steps.push(`${revision} ${from}>${to}@${n}: ${incident.reasons[0]}`);
    last = next ?? last;
  }
  return steps;
}

describe('where an incident is', () => {
  it('is told as a numbered step of its own once it is known and has stood for five minutes', () => {
    expect(follow((n) => (n < 10 ? unknown : dallas), 60)).toEqual([
      '4 confirmed>confirmed@14: it has become known where: Dallas–Fort Worth',
    ]);
  });

  it('is told again when it spreads, half an hour after the last such news at the earliest', () => {
    expect(follow((n) => (n < 10 ? unknown : n < 20 ? dallas : national), 90)).toEqual([
      '4 confirmed>confirmed@14: it has become known where: Dallas–Fort Worth',
      '5 confirmed>confirmed@44: where it is has changed: nationwide, before that Dallas–Fort Worth',
    ]);
  });

  it('is no news when it wavers, when it is lost, or when the region is the same by another name', () => {
    expect(follow((n) => (n % 5 === 4 ? unknown : n > 5 ? dallas : unknown), 60)).toEqual([]);
    expect(follow((n) => (n < 10 ? dallas : unknown), 60)).toEqual([]);
    expect(follow((n) => (n < 10 ? dallas : dallasToo), 60)).toEqual([]);
  });

  it('is news when the region has grown to more than twice its areas', () => {
    expect(follow((n) => (n < 10 ? dallas : texas), 60)).toEqual([
      '4 confirmed>confirmed@14: where it is has changed: Texas, before that Dallas–Fort Worth',
    ]);
  });

  it('is told of evidence that fades as of any other, once it has stood', () => {
    const faint = { recurrenceIntervalMinutes: yearMinutes / 1_000 };
    const at = (n: number, where: Where, located: number) =>
      brandAlert({
        ...(n < 10 ? { recurrenceIntervalMinutes: 100 * yearMinutes } : faint),
        detail: detailOf({ ...where, located: { n: located, of: 40 } }),
      });
    const run = (where: (n: number) => Where) => {
      let last: IncidentStep | null = null;
      const regions: (string | undefined)[] = [];
      for (let n = 0; n < 40; n++) {
        const situation = { brand: 'northwind', attribution: unattributed, newId: 'i1', minute: noon + n };
        const alerts = [at(n, where(n), n < 10 ? 30 : 9)];
        const current: IncidentStep | null = last;
        last = stepIncident({ ...situation, alerts, current }, rules) ?? last;
        regions.push(last!.incident.region?.name);
      }
      return regions;
    };
    const told = run((n) => (n < 10 ? dallas : texas));
    expect([told[9], told[13], told[14], told[39]]).toEqual(
      [dallas, dallas, texas, texas].map((one) => one.region!.name),
    );
    const wavering = run((n) => (n < 10 ? dallas : n % 5 === 0 ? unknown : texas));
    expect(new Set(wavering)).toEqual(new Set([dallas.region!.name]));
  });

  it('is not told while an incident recovers', () => {
    expect(follow((n) => (n < 10 ? unknown : dallas), 18, 12)).toEqual([
      '4 confirmed>recovering@12: reports are back at their usual rate',
    ]);
  });

  it('never makes more than one step in half an hour, whatever is found', () => {
    const spell = fc.tuple(fc.constantFrom(unknown, national, dallas, texas), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(fc.array(spell, { minLength: 30, maxLength: 30 }), (spells) => {
        const found = spells.flatMap(([where, length]) => Array.from({ length }, () => where));
        const minutes = follow((n) => found[n]!, found.length).map((step) => Number(/@(\d+)/.exec(step)![1]));
        expect(minutes.every((minute, i) => i === 0 || minute - minutes[i - 1]! >= 30)).toBe(true);
        // What is told has stood: the same for five minutes up to the step.
        for (const minute of minutes) expect(new Set(found.slice(minute - 4, minute + 1)).size).toBe(1);
      }),
      { seed: 4, numRuns: 20 },
    );
  });
});
