import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MinuteTally, type TalliedReport, tallyMinute } from '../../../src/core/counts/tally.ts';

function report(changes: Partial<TalliedReport> = {}): TalliedReport {
  return {
    source: 'bluesky',
    kind: 'current',
    symptoms: [],
    surfaces: [],
    country: null,
    state: null,
    metro: null,
    authorKey: 'ann',
    times: 1,
    repeated: false,
    own: false,
    ...changes,
  };
}

function observed({ strata }: MinuteTally): Record<string, number> {
  return Object.fromEntries(
    strata.map(({ symptom, surface, area, observed }) => [`${symptom}|${surface}|${area}`, observed]),
  );
}

describe('tallyMinute', () => {
  it('counts a located report in every stratum that it touches, and in no other', () => {
    const place = { country: 'US', state: 'TX', metro: '19100' };
    const tally = tallyMinute([report({ symptoms: ['login', 'cart'], surfaces: ['app'], ...place })]);
    expect(observed(tally)).toEqual({
      '*|*|*': 1,
      '*|*|US': 1,
      '*|*|US-TX': 1,
      '*|*|US-TX:19100': 1,
      '*|app|*': 1,
      'login|*|*': 1,
      'login|*|US-TX': 1,
      'login|app|*': 1,
      'cart|*|*': 1,
      'cart|*|US-TX': 1,
      'cart|app|*': 1,
    });
    expect(tally).toMatchObject({ mentions: 1, current: 1, located: 1 });
  });

  it('counts abroad by country alone, and an unknown place nowhere', () => {
    expect(Object.keys(observed(tallyMinute([report({ country: 'CA' })])))).toEqual(['*|*|*', '*|*|CA']);
    expect(tallyMinute([report({ country: 'CA' }), report({ authorKey: 'bob' })]).located).toBe(0);
  });

  it('counts a person once per minute and stratum, whatever the number of posts', () => {
    const tally = tallyMinute([report({ symptoms: ['login'] }), report({ symptoms: ['login', 'cart'] })]);
    expect(observed(tally)).toEqual({ '*|*|*': 1, 'login|*|*': 1, 'cart|*|*': 1 });
    expect(tally).toMatchObject({ mentions: 2, current: 1, bySource: { bluesky: { current: 1, mentions: 2 } } });
  });

  it('leaves out who already reported in the author window, but keeps the mention', () => {
    const tally = tallyMinute([report({ repeated: true }), report({ authorKey: 'bob' })]);
    expect(observed(tally)).toEqual({ '*|*|*': 1 });
    expect(tally).toMatchObject({ mentions: 2, current: 1 });
  });

  it('keeps everything but current reports out of the strata', () => {
    const tally = tallyMinute((['resolved', 'ack', 'chatter', 'none'] as const).map((kind) => report({ kind })));
    expect(tally).toEqual({
      strata: [],
      mentions: 4,
      current: 0,
      resolved: 1,
      ack: 1,
      chatter: 1,
      located: 0,
      bySource: { bluesky: { current: 0, mentions: 4 } },
    });
  });

  it('takes what the brand itself says for no mention and no report by people, yet keeps its word', () => {
    const own = (['current', 'resolved', 'ack', 'none'] as const).map((kind) =>
      report({ kind, own: true, source: 'x' }),
    );
    expect(tallyMinute([...own, report({ authorKey: 'bob' })])).toMatchObject({
      ...{ mentions: 1, current: 1, resolved: 1, ack: 1, bySource: { bluesky: { current: 1, mentions: 1 } } },
      strata: [{ symptom: '*', surface: '*', area: '*', observed: 1 }],
    });
  });

  it('gives an empty minute zeros', () => {
    expect(tallyMinute([])).toMatchObject({ strata: [], mentions: 0, current: 0, bySource: {} });
  });

  it('does not depend on the order of the reports (seed 1)', () => {
    const some = fc.record<TalliedReport>({
      source: fc.constantFrom('bluesky', 'reddit'),
      kind: fc.constantFrom('current', 'resolved', 'chatter', 'none'),
      symptoms: fc.subarray(['login', 'cart']),
      surfaces: fc.subarray(['app', 'web']),
      country: fc.constantFrom(null, 'US'),
      state: fc.constantFrom(null, 'TX', 'OH'),
      metro: fc.constant(null),
      authorKey: fc.constantFrom('ann', 'bob', 'cyd'),
      times: fc.constant(1),
      repeated: fc.constant(false),
      own: fc.boolean(),
    });
    const inAnyOrder = fc
      .array(some, { maxLength: 12 })
      .chain((reports) => fc.tuple(fc.constant(reports), fc.shuffledSubarray(reports, { minLength: reports.length })));
    fc.assert(
      fc.property(inAnyOrder, ([reports, shuffled]) => {
        const [one, other] = [tallyMinute(reports), tallyMinute(shuffled)];
        expect(observed(other)).toEqual(observed(one));
        expect({ ...other, strata: [] }).toEqual({ ...one, strata: [] });
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
