import { z } from 'zod';
import { asOfFields, count, instant } from './schemas.ts';

const rung = z.enum(['watching', 'probable', 'confirmed']);

const replayedIncident = z.object({
  id: z.string(),
  brand: z.string(),
  onsetAt: instant,
  detectedAt: instant,
  closedAt: instant.nullable(),
  peak: rung.meta({ description: 'Highest state reached' }),
  scope: z.enum(['national', 'regional', 'unknown']),
  symptoms: z.array(z.string()),
});

const falseAlarmRate = z
  .object({
    brand: z.string(),
    calmDays: z.number().meta({ description: 'Days watched in which nothing is known to have been broken' }),
    alarms: count.meta({ description: 'Times at which the evidence reached the budget' }),
    incidents: count.meta({ description: 'Incidents that came of them' }),
    alarmsPerMonth: z.number(),
    interval: z.object({ low: z.number(), high: z.number() }).meta({ description: '95 % interval of alarms a month' }),
    budgetPerMonth: z.number().meta({ description: 'What the budget stated allows, alarms a month of 30 days' }),
    kept: z.boolean(),
  })
  .meta({ id: 'FalseAlarmRate' });

export const backtestResult = z
  .object({
    appeared: z.array(replayedIncident),
    vanished: z.array(replayedIncident),
    changed: z.array(
      z.object({
        before: replayedIncident,
        after: replayedIncident,
        detectedMinutes: z.int().meta({ description: 'After less before: negative is earlier' }),
        closedMinutes: z.int().nullable(),
        peakChanged: z.boolean(),
        scopeChanged: z.boolean(),
        symptoms: z.object({ appeared: z.array(z.string()), vanished: z.array(z.string()) }),
      }),
    ),
    same: count.meta({ description: 'Incidents that the change leaves as they were' }),
    falseAlarms: z.object({ before: z.array(falseAlarmRate), after: z.array(falseAlarmRate) }),
  })
  .meta({ id: 'BacktestResult' });

export const backtest = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done', 'failed']),
    message: z.string().nullable(),
    askedAt: instant,
    endedAt: instant.nullable(),
    brands: z.array(z.string()),
    from: instant,
    to: instant,
    learnDays: count,
    settings: z.record(z.string(), z.unknown()),
    result: backtestResult.nullable(),
  })
  .meta({ id: 'Backtest' });

export const backtestList = z.object({ items: z.array(backtest.omit({ result: true })), ...asOfFields });

export type BacktestAnswer = z.infer<typeof backtest>;
export type BacktestResult = z.infer<typeof backtestResult>;
