import { z } from 'zod';
import { incidentStates } from '../core/words/incident.ts';
import { asOfFields, count, instant, onset } from './schemas.ts';

const minutes = z.number().min(0).nullable().meta({ description: 'Minutes; null when beyond all measure.' });

const evidence = z.object({
  version: z.string(),
  recurrenceIntervalMinutes: minutes.meta({ description: 'The score: mean time between such results by chance' }),
  slot: z
    .object({ observed: z.number(), expected: z.number() })
    .meta({ description: 'The quarter of an hour in progress' }),
  expected: z
    .object({ mean: z.number(), lower: z.number(), upper: z.number(), learning: z.number() })
    .meta({ description: 'Reports of the next minute with a 95 % band; `learning`: share that is not known' }),
  level: z.number().meta({ description: 'Reports a minute, averaged over the week' }),
  shape: z.number().meta({ description: 'Factor of the time of the week' }),
  local: z.number().meta({ description: 'Factor of the last hours' }),
  rate: z.number().meta({ description: 'level × shape × local: reports a minute' }),
  carefulRate: z.number().meta({
    description: 'Rate that evidence is held against: as much more as it may well be, and as an outage leaves behind',
  }),
  dispersion: z.number().meta({ description: 'Variance ÷ mean of counts' }),
  wander: z.number().meta({ description: 'Standard deviation by which the rate wanders, as a share' }),
  overshoot: z.number().meta({ description: 'Factor on the evidence: counts jump past thresholds' }),
  pastExcess: z.number().meta({ description: 'The evidence is divided by it: how often past scores were reached' }),
  knownMinutes: z.number(),
  multipliers: z.array(
    z.object({ multiplier: z.number(), recurrenceIntervalMinutes: minutes, share: z.number().min(0).max(1) }),
  ),
  suspectedSince: instant.nullable(),
  recoveryIntervalMinutes: z.number().nullable(),
  onset: onset.nullable(),
  settings: z.record(z.string(), z.number()),
});

const series = { symptom: z.string(), surface: z.string(), area: z.string() };

export const explanation = z
  .object({
    brand: z.string(),
    ...series,
    at: instant,
    verdict: z.enum(['fired', 'quiet', 'learning', 'gap', 'unseen']),
    rule: z.string().meta({ description: 'The rule that decided, with its figures' }),
    observed: count,
    exposure: z.number().min(0),
    budgetShare: z.number().meta({ description: 'Part of the brand’s false-alarm budget that this series may spend' }),
    intervalMinutes: minutes.meta({ description: 'The score after that share' }),
    budgetMinutes: z.number(),
    together: z
      .object({ intervalMinutes: minutes, strongest: z.array(z.object({ ...series, intervalMinutes: minutes })) })
      .meta({
        description: 'All of the brand’s series together, held against the budget, and those that make most of it',
      }),
    evidence: evidence.nullable(),
    alarms: z.array(z.object({ ...series, since: instant, intervalMinutes: minutes })),
    conditions: z
      .array(
        z.object({
          kind: z.enum(['authors', 'copies', 'share', 'sources', 'symptom', 'official', 'blame']),
          met: z.boolean(),
          reason: z.string(),
        }),
      )
      .meta({ description: 'What an incident depends on beside the volume' }),
    rules: z
      .array(
        z.object({
          rule: z.enum(['budget', 'reports-drive-the-rise', 'second-evidence', 'many-voices', 'authors']),
          passed: z.boolean(),
          reason: z.string(),
        }),
      )
      .meta({ description: 'The rules between an alarm and a probable incident, in order' }),
    incident: z.object({ id: z.string(), state: z.enum(incidentStates), reasons: z.array(z.string()) }).nullable(),
    ...asOfFields,
  })
  .meta({ id: 'Explanation' });

export type ExplanationAnswer = z.infer<typeof explanation>;
