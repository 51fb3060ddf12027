import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cronExpression, type Job, startSchedule } from '../../src/pipeline/schedule.ts';
import { backoffMs, sourceStateOf } from '../../src/pipeline/source-state.ts';
import type { SourceRecord } from '../../src/store/sources.ts';
import { hearEvents } from '../support/heard-events.ts';

describe('cronExpression', () => {
  it.each([
    [1, '*/1 * * * * *'],
    [1_000, '*/1 * * * * *'],
    [2_000, '*/2 * * * * *'],
    [30_000, '*/30 * * * * *'],
    [60_000, '0 */1 * * * *'],
    [120_000, '0 */2 * * * *'],
    [900_000, '0 */15 * * * *'],
    [3_600_000, '0 0 */1 * * *'],
    [6 * 3_600_000, '0 0 */6 * * *'],
  ])('of %i ms is %s', (everyMs, expression) => {
    expect(cronExpression(everyMs)).toBe(expression);
  });
});

describe('backoffMs', () => {
  it('doubles its ceiling with each failure, up to 45 seconds, or a quarter of an hour where asking again mends nothing', () => {
    const failures = [0, 1, 2, 3, 7, 8, 30, 1e6];
    const ceilings = (kind: string) => failures.map((some) => backoffMs(kind, some, 1));
    expect(ceilings('unavailable')).toEqual([5_000, 10_000, 20_000, 40_000, 45_000, 45_000, 45_000, 45_000]);
    expect(ceilings('rate-limited')).toEqual([5_000, 10_000, 20_000, 40_000, 640_000, 900_000, 900_000, 900_000]);
    expect(ceilings('unauthorized')).toEqual(ceilings('rate-limited'));
  });

  it('is spread over all that lies below, but never under a second', () => {
    expect(backoffMs('timeout', 3, 0)).toBe(1_000);
    expect(backoffMs('timeout', 3, 0.5)).toBe(20_000);
  });
});

describe('sourceStateOf', () => {
  const nowMs = Date.UTC(2026, 2, 10);
  const page = { posts: [], cursor: '', more: false, malformed: [] };
  const state = (
    changes: object,
    lastPostAt: number | null = nowMs,
    before: Partial<Pick<SourceRecord, 'state' | 'message' | 'last_post_at'>> = {},
  ) =>
    sourceStateOf({
      page: { ...page, ...changes },
      record: { state: 'ok', message: '', last_post_at: lastPostAt, ...before },
      lastPostAt,
      nowMs,
      afterMs: 12 * 3_600_000,
    });

  it('is ok with posts, without any yet, and with some that couldn’t be read, which it names', () => {
    expect(state({})).toEqual({ state: 'ok', message: '' });
    expect(state({}, null).state).toBe('ok');
    const malformed = [{ where: 'item 3', message: 'has no id' }];
    expect(state({ malformed })).toEqual({ state: 'ok', message: '1 unreadable: item 3: has no id' });
  });

  it('is silent when a source that used to deliver hasn’t for half a day, unless it reads a backlog', () => {
    const long = nowMs - 12 * 3_600_000 - 1;
    expect(state({}, long)).toEqual({ state: 'silent', message: `no post since ${new Date(long).toISOString()}` });
    expect(state({}, long + 1).state).toBe('ok');
    expect(state({ more: true }, long).state).toBe('ok');
  });

  it.each(['silent', 'limited'] as const)('stays %s in the middle of a round until a newer post comes', (before) => {
    const record = { state: before, message: 'as it was' };
    expect(state({ more: true }, nowMs, record)).toEqual(record);
    expect(state({ more: true }, nowMs, { ...record, last_post_at: nowMs - 1 }).state).toBe('ok');
    expect(state({}, nowMs, record).state).toBe('ok');
  });

  it('is failing when one of its places fails, and limited when only part was taken', () => {
    const notice = (kind: string) => ({ notices: [{ kind, where: 'a.example', message: 'no answer' }] });
    expect(state(notice('failing'))).toEqual({ state: 'failing', message: 'a.example: no answer' });
    expect(state(notice('sampled')).state).toBe('limited');
    expect(state(notice('gap')).state).toBe('ok');
  });
});

describe('startSchedule', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 2, 10) }));
  afterEach(() => void vi.useRealTimers());
  const job = (run: Job['run']): Job => ({ name: 'work', everyMs: 1_000, jitterMs: 0, run });

  it('runs by the clock, and not again before the last run has ended', async () => {
    let begun = 0;
    let finish = () => {};
    const work = job(() => {
      begun++;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    const schedule = startSchedule([work], hearEvents().events);
    await vi.advanceTimersByTimeAsync(5_500);
    schedule.kick();
    expect(begun).toBe(1);
    finish();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(begun).toBe(2);
    finish();
    await schedule.stop();
  });

  it('tells a failing run once and runs the next all the same', async () => {
    let begun = 0;
    const heard = hearEvents();
    const work = job(async () => {
      if (++begun === 1) throw new Error('no luck');
    });
    const schedule = startSchedule([work], heard.events);
    await vi.advanceTimersByTimeAsync(3_500);
    await schedule.stop();
    expect(begun).toBeGreaterThanOrEqual(3);
    const told = heard.lines().filter((line) => JSON.stringify(line).includes('no luck'));
    expect(told).toHaveLength(1);
  });

  it('one job’s failure or slowness doesn’t hold another up', async () => {
    let begun = 0;
    const jobs = [
      { ...job(() => Promise.reject(new Error('broken'))), name: 'broken' },
      { ...job(() => new Promise<void>(() => {})), name: 'stuck' },
      { ...job(async () => void begun++), name: 'sound' },
    ];
    const schedule = startSchedule(jobs, hearEvents().events);
    await vi.advanceTimersByTimeAsync(4_500);
    expect(begun).toBeGreaterThanOrEqual(4);
    void schedule.stop();
  });

  it('stops: asks running work to end, waits for it, and begins nothing more', async () => {
    let begun = 0;
    let ended = false;
    const work = job(async (signal) => {
      begun++;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      ended = true;
    });
    const schedule = startSchedule([work], hearEvents().events);
    schedule.kick();
    await schedule.stop();
    expect(ended).toBe(true);
    schedule.kick();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(begun).toBe(1);
  });
});
