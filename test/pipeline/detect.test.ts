import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadGazetteer } from '../../src/adapters/assets/load-gazetteer.ts';
import { keyOf, seriesOfKey } from '../../src/core/detect/watch/series-key.ts';
import { cloneSeriesSet, createSeriesSet, seeMinute } from '../../src/core/detect/watch/series-set.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';
import type { Alert } from '../../src/core/words/alert.ts';
import { judgeAlarms } from '../../src/pipeline/alarms.ts';
import type { BrandWatch } from '../../src/pipeline/brand-watch.ts';
import { describeAlarms } from '../../src/pipeline/detect.ts';
import { createExpectationBook } from '../../src/pipeline/expectation-book.ts';
import { scopeKnowledge } from '../../src/pipeline/judge-scope.ts';
import { nothingSince } from '../../src/pipeline/since-onset.ts';
import type { Database } from '../../src/ports/database.ts';
import { corridorContext } from '../support/corridor.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';

const start = 29_459_520;
const learned = 2 * 1_440;
const pack = brandPack();
const knowledge = scopeKnowledge(loadGazetteer());

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

function newWatch(): BrandWatch {
  const shares = { reportShare: 0.05, symptomShare: 0.1, surfaceShare: 0.1 };
  const live = createSeriesSet({ mentionsPerMinute: 20, ...shares, areaShares: {} }, start);
  return {
    ...{ pack, live, alarms: new Map(), togetherMinutes: 0, alarmedSince: null, quietSince: null, forgotten: [] },
    ...{ settled: cloneSeriesSet(live), candidate: null, judgedUpTo: 0, book: createExpectationBook(), usual: null },
    ...{ since: nothingSince(), partial: new Map(), writtenMinute: start },
  };
}

/** The brand's own alert after so many minutes of given rates (seed 5), and what alarms then. */
async function judged(minutes: number, rates: Record<string, (minute: number) => number>) {
  const random = seededRandom(5);
  const watch = newWatch();
  const { track, settings } = corridorContext(database, [pack]);
  for (let at = 0; at < minutes; at++) {
    const counts = Object.entries(rates).flatMap(([key, rateAt]) => {
      const observed = samplePoisson(rateAt(at), random);
      return observed > 0 ? [{ ...seriesOfKey(key), minute: start + at, observed }] : [];
    });
    seeMinute(watch.live, start + at, { counts, exposure: 1 });
    const keys = counts.map(keyOf);
    judgeAlarms(watch, start + at, { keys, counts, exposure: 1, budgetMinutes: settings.budgetMinutes });
  }
  const alarms = [...watch.alarms.values()];
  const told = { minute: start + minutes - 1, scopeKnowledge: knowledge, rules: track.rules, alarms };
  const own = (await describeAlarms(database, watch, told)).at(-1)!;
  const strongest = alarms.reduce((best, one) => (one.intervalMinutes > best.intervalMinutes ? one : best));
  return { own, alarms: watch.alarms, strongest: strongest.key };
}

const minutesOf = ({ onset }: Alert) =>
  [onset.low, onset.at, onset.high].map((at) => at / 60_000 - start) as [number, number, number];
const rising = (from: number, usual: number, broken: number) => (minute: number) => (minute < from ? usual : broken);

describe('the onset of a brand’s alert', () => {
  it('is that of the brand’s own series where it alarms, though a rare part that joined later is stronger', async () => {
    const loginFrom = learned + 10;
    const { own, alarms, strongest } = await judged(loginFrom + 8, {
      '*|*': (minute) => (minute < learned ? 1 : 3),
      'login|*': rising(loginFrom, 0.002, 1.5),
    });
    expect(alarms.has('*|*')).toBe(true);
    expect(strongest).toBe('login|*');
    const [low, , high] = minutesOf(own);
    expect(low).toBeLessThanOrEqual(learned);
    expect(high).toBeGreaterThanOrEqual(learned);
    // Silence before says little in a series that is nearly always silent: the part knows its beginning by an hour and a quarter.
    expect(high - low).toBeLessThan(45);
  });

  it('is that of the strongest part where the brand as a whole doesn’t', async () => {
    const { own, alarms } = await judged(learned + 30, {
      '*|*': rising(learned, 6, 6.5),
      'login|*': rising(learned, 0.01, 0.8),
    });
    expect([...alarms.keys()]).toEqual(['login|*']);
    const [low, at, high] = minutesOf(own);
    expect(Math.abs(at - learned)).toBeLessThan(15);
    expect(low).toBeLessThanOrEqual(learned);
    expect(high).toBeGreaterThanOrEqual(learned);
  });
});
