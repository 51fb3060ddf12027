import { afterEach, describe, expect, it } from 'vitest';
import { count, listed, percent, reports, times } from '../../../src/web/words/number.ts';
import { reviewFacts } from '../../../src/web/words/review.ts';
import { harmRank, nameOf } from '../../../src/web/words/symptom.ts';
import { ago, clock, day, duration, moment, recurrence, zoneBeside } from '../../../src/web/words/time.ts';

describe('numbers in words', () => {
  it.each([
    [count(412), '412'],
    [count(9.14), '9.1'],
    [count(0.02), 'under 0.1'],
    [count(0), '0'],
    [count(12.7), '13'],
    [count(18_211), '18,211'],
    [percent(0.004), 'under 1 %'],
    [percent(0.456), '46 %'],
    [times(412, 9.1), '45×'],
    [times(3, 2), '1.5×'],
    [times(5, 0), ''],
    [times(90_000, 3), 'over 1,000×'],
    [reports(1), '1 report'],
    [reports(412), '412 reports'],
    [listed([]), ''],
    [listed(['login']), 'login'],
    [listed(['login', 'cart', 'pickup']), 'login, cart and pickup'],
  ])('%s', (given, expected) => {
    expect(given).toBe(expected);
  });
});

describe('time in words', () => {
  it.each([
    [duration(45_000), '45 s'],
    [duration(12 * 60_000), '12 min'],
    [duration(185 * 60_000), '3 h 05 min'],
    [duration(52 * 3_600_000), '2 d 4 h'],
    [duration(-5), '0 s'],
    [ago(0, 3_000), 'just now'],
    [ago(0, 120_000), '2 min ago'],
    [recurrence(45), 'about once in 45 minutes'],
    [recurrence(600), 'about once in 10 hours'],
    [recurrence(14 * 1440), 'about once in 14 days'],
    [recurrence(4 * 365 * 1440), 'about once in 4 years'],
    [recurrence(1e12), 'less than once in ten years'],
  ])('%s', (given, expected) => {
    expect(given).toBe(expected);
  });
});

describe('a clock that is set to another zone', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it('is followed while the page stays open', () => {
    const at = Date.UTC(2026, 10, 3, 15, 12);
    process.env.TZ = 'America/Chicago';
    expect([day(at), clock(at)]).toEqual([
      new Date(at).toLocaleDateString([], { month: 'short', day: 'numeric' }),
      new Date(at).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' }),
    ]);
    expect(clock(at)).toMatch(/9:12/);
    process.env.TZ = 'Asia/Tokyo';
    expect(day(at)).toMatch(/4/);
    expect(clock(at)).toMatch(/12:12/);
  });
});

describe('an instant', () => {
  const at = Date.UTC(2026, 10, 3, 15, 12);

  it('names its year when that is another', () => {
    expect(moment(at, at + 400 * 86_400_000)).toMatch(/2026/);
    expect(moment(at, at + 7 * 86_400_000)).not.toMatch(/2026/);
  });

  it('names the reader’s zone beside one that is told in another', () => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(zoneBeside(at, own)).toBe('');
    expect(zoneBeside(at, 'Asia/Kathmandu')).toMatch(/^ \S/);
  });
});

describe('symptoms', () => {
  it('have a name, and an unknown one keeps its own', () => {
    expect([nameOf('checkout_payment'), nameOf('ios'), nameOf('new_one')]).toEqual([
      'Checkout and payment',
      'iPhone app',
      'new_one',
    ]);
  });

  it('come by harm: medicine and money before a slow page', () => {
    const ranks = [['pharmacy'], ['slow_or_loading', 'checkout_payment'], ['slow_or_loading'], []].map(harmRank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(ranks[0]).toBeLessThan(ranks[2]!);
  });
});

describe('a review in words', () => {
  it.each([
    [{ version: '24.1', country: 'US', rating: 1 }, 'version 24.1, US, 1 star'],
    [{ version: null, country: 'CA', rating: 2 }, 'CA, 2 stars'],
  ])('%j', (app, expected) => {
    expect(reviewFacts(app)).toBe(expected);
  });
});
