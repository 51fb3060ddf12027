import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MinuteTally, type TalliedReport, tallyMinute } from '../../src/core/counts/tally.ts';
import type { Report } from '../../src/core/words/report.ts';
import type { Database } from '../../src/ports/database.ts';
import { reportsByMinute } from '../../src/store/counts.ts';
import { insertReports } from '../../src/store/reports.ts';
import { openTestDatabase } from '../support/database.ts';

const brand = 'northwind';
const authorWindow = 3;
const minutes = [10, 11, 12, 13, 14];

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const texas = { country: 'US', state: 'TX', metro: '19100', city: 'Dallas', lat: 32, lon: -97 } as const;
const ohio = { country: 'US', state: 'OH', metro: null, city: null, lat: null, lon: null } as const;
const how = { level: 'state', from: 'profile', confidence: 1 } as const;
const reportOf = fc.record({
  source: fc.constantFrom('bluesky', 'reddit', 'form'),
  kind: fc.constantFrom('current', 'current', 'current', 'resolved', 'ack', 'chatter', 'none'),
  symptoms: fc.subarray(['login', 'cart']),
  surfaces: fc.subarray(['app', 'web']),
  place: fc.constantFrom(null, { ...texas, ...how }, { ...ohio, ...how }),
  authorKey: fc.constantFrom(...Array.from({ length: 12 }, (_, n) => `author ${n}`)),
  minute: fc.constantFrom(8, ...minutes),
  own: fc.constantFrom(false, false, true),
});

/** The same by hand, report by report. */
function oneByOne(reports: Report[], minute: number): TalliedReport[] {
  const spoke = ({ authorKey }: Report) =>
    reports.some(
      (other) =>
        other.kind === 'current' &&
        other.authorKey === authorKey &&
        other.minute >= minute - authorWindow &&
        other.minute < minute,
    );
  return reports
    .filter((report) => report.minute === minute)
    .map((report) => ({
      ...{ source: report.source, kind: report.kind, symptoms: report.symptoms, surfaces: report.surfaces },
      ...{ country: report.place?.country ?? null, state: report.place?.state ?? null },
      ...{ metro: report.place?.metro ?? null, authorKey: report.authorKey, times: 1 },
      repeated: report.kind === 'current' && spoke(report),
      own: report.own ?? false,
    }));
}

function sorted(tally: MinuteTally): MinuteTally {
  const key = ({ symptom, surface, area }: MinuteTally['strata'][number]) => `${symptom}|${surface}|${area}`;
  return { ...tally, strata: [...tally.strata].sort((a, b) => (key(a) < key(b) ? -1 : 1)) };
}

describe('reports that come together where they say the same', () => {
  test('are counted as one by one, whoever says what how often (seed 3)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(reportOf, { maxLength: 40 }), async (some) => {
        const reports = some.map((report, n): Report => {
          const rest = { postId: `${report.source}:${n}`, brand, pCurrent: 0.9, fingerprint: '', model: 'test' };
          return { ...report, ...rest } as Report;
        });
        const undo = new Error('undo');
        await database
          .transaction(async (tx) => {
            await insertReports(tx, reports);
            const found = await reportsByMinute(tx, brand, minutes, authorWindow);
            for (const minute of minutes)
              expect(sorted(tallyMinute(found.get(minute)!))).toEqual(sorted(tallyMinute(oneByOne(reports, minute))));
            throw undo;
          })
          .catch((error: unknown) => {
            if (error !== undo) throw error;
          });
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  test('a flood is a few rows, not one a person', async () => {
    const place = { ...texas, ...how };
    const rest = { brand, source: 'form', kind: 'current', pCurrent: 1, surfaces: ['app'], fingerprint: '', place };
    const flood = Array.from({ length: 5_000 }, (_, n) => ({
      ...{ ...rest, postId: `form:flood-${n}`, authorKey: `person ${n}`, minute: 100, model: 'stated' },
      symptoms: n % 2 === 0 ? ['login'] : ['cart'],
    })) as Report[];
    await database.transaction((tx) => insertReports(tx, flood));
    const found = (await reportsByMinute(database, brand, [100], 60)).get(100)!;
    expect(found).toHaveLength(2);
    expect(tallyMinute(found)).toMatchObject({ mentions: 5_000, current: 5_000, located: 5_000 });
  });
});
