import type { HandlingAnswer, ScoreAnswer, ScoreboardAnswer } from '../../../src/http/handling-schemas.ts';
import type { MaintenanceAnswer, SilenceAnswer } from '../../../src/http/hold-shapes.ts';
import type { MarkerAnswer } from '../../../src/http/routes/markers.ts';
import type { CommsAnswer } from '../../../src/http/statement-shapes.ts';
import { iso } from './world.ts';

const minuteMs = 60_000;

/** An incident that somebody has taken on and judged. */
export function handling(incidentId: string, now: number): HandlingAnswer {
  const acknowledged = {
    at: iso(now - 60 * minuteMs),
    name: 'Ada',
    note: 'Looking at the login service',
    standing: true,
  };
  const judged = {
    at: iso(now - 50 * minuteMs),
    name: 'Grace',
    verdict: 'unsure' as const,
    reason: 'Our own checks are green.',
    realOnsetAt: null,
  };
  const change = {
    kind: 'took-in' as const,
    other: 'inc-later',
    at: iso(now - 40 * minuteMs),
    by: 'Ada',
    reason: 'same cause',
  };
  return {
    incidentId,
    acknowledged,
    acknowledgments: [acknowledged],
    judged,
    judgments: [judged],
    changes: [change],
    held: [],
  };
}

export function scoreboard(now: number): ScoreboardAnswer {
  const score: ScoreAnswer = {
    incidents: 6,
    true: 3,
    falseAlarms: 1,
    unsure: 1,
    unjudged: 1,
    missed: 1,
    precision: { n: 3, of: 4, value: 0.75, low: 0.3, high: 0.954 },
    recall: { n: 3, of: 4, value: 0.75, low: 0.3, high: 0.954 },
    delayMinutes: { n: 3, median: 4.5, p90: 8, longest: 8 },
    telemetry: { confirmed: 2, notSeen: 1, leadMinutes: { n: 2, ahead: 2, median: 3.5, longest: 9 } },
    officialLeadMinutes: { n: 3, ahead: 3, median: 12, longest: 41 },
    watchedDays: 60,
    falseAlarmsPerMonth: 0.51,
  };
  return {
    from: iso(now - 90 * 1_440 * minuteMs),
    to: iso(now),
    rung: 'watching',
    total: score,
    brands: [{ brand: 'walmart', brandName: 'Walmart', score }],
  };
}

export function maintenance(now: number): MaintenanceAnswer {
  const next = { from: iso(now + 1_440 * minuteMs), to: iso(now + 1_560 * minuteMs) };
  return {
    ...{ id: 1, brand: 'target', reason: 'database upgrade', owner: 'Ada', zone: 'America/Chicago' },
    ...{ firstStart: '2026-03-01T01:00', durationMinutes: 120, repeat: 'weekly', weekdays: [0, 3], lastDay: null },
    now: null,
    next,
  };
}

export function silence(now: number): SilenceAnswer {
  return {
    ...{ id: 2, brand: null, symptom: 'login', channel: 'slack', reason: 'known to us', owner: 'Grace' },
    startsAt: iso(now),
    expiresAt: iso(now + 60 * minuteMs),
  };
}

export function comms(now: number): CommsAnswer {
  const words = {
    en: 'We are looking into it.\nNext update within 30 minutes.',
    es: 'Lo estamos revisando.\nPróxima actualización en menos de 30 minutos.',
    kind: 'holding' as const,
  };
  return {
    sheet: {
      known: ['412 people report problems'],
      unknown: ['the cause'],
      peopleSay: ['signing in: about 190 of 412'],
    },
    draft: { ...words, nextUpdateMinutes: 30 },
    allClear: { rule: 'The all-clear comes after 10 quiet minutes.', quietMinutes: 10, isMet: false },
    statements: [
      {
        ...words,
        ...{ id: 3, proposedBy: 'Ada', proposedAt: iso(now - 50 * minuteMs) },
        ...{ approvedBy: 'Grace', approvedAt: iso(now - 45 * minuteMs) },
        ...{ nextUpdateMinutes: 30, nextUpdateAt: iso(now - 15 * minuteMs), isOverdue: true },
        effect: { before: 90, after: 60, minutes: 30, ratio: { value: 0.67, low: 0.48, high: 0.92 } },
      },
    ],
  };
}

export function marker(now: number): MarkerAnswer {
  return { id: 4, brand: 'walmart', kind: 'deploy', at: iso(now - 90 * minuteMs), note: 'login 4.2', name: 'pipeline' };
}
