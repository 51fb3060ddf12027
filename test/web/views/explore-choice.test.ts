import { describe, expect, it } from 'vitest';
import {
  choiceOf,
  isUsable,
  movedSpan,
  parametersOf,
  weekMs,
  widerParametersOf,
  widerSpan,
} from '../../../src/web/views/explore-choice.ts';

const present = Date.UTC(2026, 10, 3, 15, 12, 30);
const read = (query: string) => choiceOf(new URLSearchParams(query), 'walmart', present);

describe('what the address says', () => {
  it('is six hours until now when it says nothing', () => {
    const choice = read('');
    expect(choice).toMatchObject({
      range: '6h',
      bucket: '1m',
      fromIso: '2026-11-03T09:12:00.000Z',
      toIso: undefined,
      compares: false,
    });
  });

  it('is a fixed span when both ends are given in order', () => {
    const choice = read('from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z');
    expect(choice).toMatchObject({ range: '', bucket: '5m', toIso: '2026-11-02T00:00:00.000Z' });
  });

  it.each([
    'from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z',
    'from=0202-11-01T00:00:00Z&to=2026-11-01T00:00:00Z',
    'from=soon&to=later',
    'range=always',
    'bucket=2m',
  ])('falls back to the usual when it reads %s', (query) => {
    expect(read(query)).toMatchObject({ range: '6h', bucket: '1m' });
  });

  it('refuses a bucket that would make too many points', () => {
    expect(read('range=28d&bucket=1m').bucket).toBe('15m' === read('range=28d').bucket ? '15m' : '1d');
  });

  it('knows which buckets a span can be drawn in', () => {
    const days = (n: number) => n * 86_400_000;
    expect([isUsable('1m', days(28)), isUsable('5m', days(28)), isUsable('1m', days(7))]).toEqual([false, true, true]);
    expect(isUsable('2m', days(1))).toBe(false);
  });

  it('widens to the year 2000 at most', () => {
    const choice = read('from=2001-01-01T00:00:00Z&to=2026-11-01T00:00:00Z');
    expect(new Date(widerSpan(choice, present).from).toISOString()).toBe('2000-01-01T00:00:00.000Z');
  });

  it('asks for half a span more on each side, also a week before', () => {
    const choice = read('range=1h');
    expect(parametersOf(choice)).toMatchObject({ from: '2026-11-03T14:12:00.000Z', to: undefined });
    expect(widerParametersOf(choice)).toMatchObject({ from: '2026-11-03T13:42:00.000Z', to: undefined });
    const moved = widerParametersOf(choice, -weekMs);
    expect(moved).toMatchObject({ from: '2026-10-27T13:42:00.000Z', to: '2026-10-27T15:42:00.000Z' });
  });

  it('moves and widens without going beyond the present', () => {
    const hour = 3_600_000;
    const choice = read('from=2026-11-03T12:00:00Z&to=2026-11-03T15:00:00Z');
    expect(movedSpan(choice, -0.5, present)).toEqual({ from: choice.from - 1.5 * hour, to: choice.to - 1.5 * hour });
    expect(movedSpan(choice, 0.5, present).to).toBeLessThanOrEqual(present);
    expect(widerSpan(choice, present)).toEqual({ from: choice.to + 720_000 - 6 * hour, to: choice.to + 720_000 });
  });
});
