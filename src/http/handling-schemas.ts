import { z } from 'zod';
import { incidentVerdicts } from '../core/words/handling.ts';
import { holdAnswer } from './hold-shapes.ts';
import { count, id, instant, transition } from './schemas.ts';

// What people have said about incidents, and what follows from it.

export const acknowledgment = z
  .object({
    at: instant,
    name: z.string(),
    note: z.string(),
    standing: z.boolean().meta({ description: 'False once the incident has closed since.' }),
  })
  .meta({ id: 'Acknowledgment' });

export const judgment = z
  .object({
    at: instant,
    name: z.string(),
    verdict: z.enum(incidentVerdicts),
    reason: z.string(),
    realOnsetAt: instant.nullable(),
  })
  .meta({ id: 'Judgment' });

const handChange = z
  .object({ ...transition.shape.change.unwrap().shape, at: instant, by: z.string(), reason: z.string() })
  .meta({ id: 'HandChange' });

export const handling = z
  .object({
    incidentId: z.string(),
    acknowledged: acknowledgment.nullable().meta({ description: 'The one that stands' }),
    acknowledgments: z.array(acknowledgment).meta({ description: 'All, newest first' }),
    judged: judgment.nullable().meta({ description: 'The one that holds: the latest' }),
    judgments: z.array(judgment).meta({ description: 'All, newest first' }),
    changes: z.array(handChange).meta({ description: 'Merges and splits by hand, newest first' }),
    held: z.array(holdAnswer).meta({ description: 'What holds back its messages now' }),
  })
  .meta({ id: 'Handling', description: 'What people do with an incident' });

const proportion = z
  .object({ n: count, of: count, value: z.number(), low: z.number(), high: z.number() })
  .nullable()
  .meta({ description: 'n of m with its 95 % interval (Wilson); null while m is 0.' });
const minutes = z.number();

const leads = z
  .object({ n: count, ahead: count, median: z.number(), longest: z.number() })
  .nullable()
  .meta({ description: 'Minutes by which people were ahead; below 0: behind' });

export const score = z
  .object({
    incidents: count,
    true: count,
    falseAlarms: count,
    unsure: count,
    unjudged: count,
    missed: count,
    precision: proportion,
    recall: proportion,
    delayMinutes: z
      .object({ n: count, median: minutes, p90: minutes, longest: minutes })
      .nullable()
      .meta({ description: 'From onset to the rung asked for, over true incidents' }),
    telemetry: z
      .object({ confirmed: count, notSeen: count, leadMinutes: leads })
      .meta({ description: 'True incidents beside the brand’s own telemetry, as their last step tells it' }),
    officialLeadMinutes: leads,
    watchedDays: z.number().min(0),
    falseAlarmsPerMonth: z.number().min(0).nullable().meta({ description: 'Per 30.44 days of one brand watched' }),
  })
  .meta({ id: 'Score' });

/** Two incidents after a merge or a split. */
export const pair = z
  .object({
    elder: id.meta({ description: 'The one that goes on for the brand as a whole' }),
    younger: id.meta({ description: 'The one that was taken in, or came out' }),
  })
  .meta({ id: 'IncidentPair' });

export const scoreboard = z
  .object({
    from: instant,
    to: instant,
    rung: z.string(),
    total: score,
    brands: z.array(z.object({ brand: z.string(), brandName: z.string(), score })),
  })
  .meta({ id: 'Scoreboard' });

export const missedOutage = z
  .object({
    id: z.int(),
    brand: z.string(),
    beganAt: instant,
    note: z.string(),
    at: instant,
    name: z.string(),
  })
  .meta({ id: 'MissedOutage' });

export const auditEntry = z
  .object({
    id: z.int(),
    at: instant,
    actor: z.string().meta({ description: 'Id of the key, `local` or `command line`' }),
    action: z.string(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });

export type HandlingAnswer = z.infer<typeof handling>;
export type ScoreAnswer = z.infer<typeof score>;
export type ScoreboardAnswer = z.infer<typeof scoreboard>;
export type MissedOutageAnswer = z.infer<typeof missedOutage>;
