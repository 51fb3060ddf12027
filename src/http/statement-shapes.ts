import { z } from 'zod';
import { statementKinds } from '../core/words/statement.ts';
import { personName, writtenText } from './handling-requests.ts';
import { name } from './requests.ts';
import { count, instant } from './schemas.ts';

// What the comms team works with: the sheet, the draft, the statements and what followed them.

const nextUpdateMinutes = z.int().min(5).max(1_440).nullable();
const said = writtenText(2_000).min(1, 'must say something');
export const statementBody = z.strictObject({
  name: personName,
  kind: z.enum(statementKinds).default('holding'),
  en: said,
  es: said,
  nextUpdateMinutes: nextUpdateMinutes.default(null),
});
export const approvalBody = z.strictObject({ name: personName });
export const statementPath = z.object({
  id: name.max(200),
  statement: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 53 - 1),
});

const ratio = z.object({ value: z.number(), low: z.number(), high: z.number().nullable() });
export const statement = z
  .object({
    id: z.int(),
    kind: z.enum(statementKinds),
    en: z.string(),
    es: z.string(),
    proposedAt: instant,
    proposedBy: z.string(),
    approvedAt: instant.nullable(),
    approvedBy: z.string().nullable(),
    nextUpdateMinutes,
    nextUpdateAt: instant.nullable().meta({ description: 'When the next word is promised' }),
    isOverdue: z.boolean().meta({ description: 'The promise has passed, and no later statement was approved' }),
    effect: z.object({ before: count, after: count, minutes: count, ratio: ratio.nullable() }).nullable().meta({
      description: 'Reports in as many minutes before the approval and after it; the ratio with its 95 % interval',
    }),
  })
  .meta({ id: 'Statement' });

export const comms = z
  .object({
    sheet: z.object({ known: z.array(z.string()), unknown: z.array(z.string()), peopleSay: z.array(z.string()) }),
    draft: z
      .object({ kind: z.enum(statementKinds), en: z.string(), es: z.string(), nextUpdateMinutes })
      .nullable()
      .meta({ description: 'Null for what has become part of another incident: there it is spoken of' }),
    allClear: z.object({
      rule: z.string().meta({ description: 'Stated in advance' }),
      quietMinutes: z.number(),
      isMet: z.boolean(),
    }),
    statements: z.array(statement).meta({ description: 'Newest first' }),
  })
  .meta({ id: 'Comms' });

export type CommsAnswer = z.output<typeof comms>;
export type StatementAnswer = z.output<typeof statement>;
