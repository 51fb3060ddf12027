import { describe, expect, it } from 'vitest';
import { reminded, remindersDue } from '../../../src/core/incident/reminders.ts';
import type { Route } from '../../../src/core/incident/route.ts';
import { testTransition } from '../../support/fake-receiver.ts';

const minutes = (n: number) => n * 60_000;

describe('remindersDue', () => {
  it('doubles the distance each time, up to half a day', () => {
    const due = (n: number) => remindersDue(0, minutes(n), 30);
    expect([29, 30, 89, 90, 209, 210].map(due)).toEqual([0, 1, 1, 2, 2, 3]);
    // 30, 60, 120, 240 and 480 minutes apart, then 720 each.
    expect([930, 1_649, 1_650, 2_370].map(due)).toEqual([5, 5, 6, 7]);
  });

  it('is never due where none is wanted', () => {
    expect(remindersDue(0, minutes(9_999), 0)).toBe(0);
  });
});

describe('reminded', () => {
  const route = { from: 'watching' as const, brands: null };
  const audience = {
    channels: ['team', 'managers', 'others'],
    routes: new Map<string, Route>([
      ['team', route],
      ['managers', { ...route, escalateAfter: 2 }],
      ['others', { ...route, brands: ['target'], escalateAfter: 1 }],
    ]),
  };
  const ask = (reminder: number) =>
    reminded({ transition: testTransition(), peak: 'confirmed', heard: new Set(['team']) }, audience, reminder);

  it('widens the circle: whoever heard first, then those that are kept for what nobody answers, if it is theirs', () => {
    expect(ask(1)).toEqual(['team']);
    expect(ask(2)).toEqual(['team', 'managers']);
  });
});
