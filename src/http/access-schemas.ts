import { z } from 'zod';
import { count, instant } from './schemas.ts';

// Answers to those who sign in, manage keys or hand something in.

const id = z.string().min(1);

export const apiKey = z
  .object({ id, name: z.string(), role: z.string(), createdAt: instant, revokedAt: instant.nullable() })
  .meta({ id: 'ApiKey' });
export const newApiKey = apiKey
  .extend({ key: z.string().meta({ description: 'Shown once; only its hash is stored.' }) })
  .meta({ id: 'NewApiKey' });
export const rotatedApiKey = newApiKey
  .extend({ oldEndsAt: instant.meta({ description: 'Until then the old key is in force, too' }) })
  .meta({ id: 'RotatedApiKey' });

export const session = z
  .object({
    role: z.string(),
    name: z.string(),
    local: z.boolean().meta({ description: 'No keys exist: the local person is admin.' }),
  })
  .meta({ id: 'Session' });

export const intakeAnswer = z
  .object({
    accepted: count,
    rejected: count,
    items: z.array(
      z.object({
        line: z.int().min(1).meta({ description: 'Line of the NDJSON body or place in the array, from 1' }),
        id: z.string().nullable(),
        accepted: z.boolean(),
        error: z.object({ code: z.string(), message: z.string() }).optional(),
      }),
    ),
  })
  .meta({ id: 'IntakeAnswer' });

export const formAnswer = z.object({ accepted: z.literal(true), id: z.string() }).meta({ id: 'FormAnswer' });
export const reportChallenge = z
  .object({
    challenge: z.string(),
    bits: z.int().min(0).meta({ description: 'Leading zero bits that the next takes' }),
  })
  .meta({ id: 'ReportChallenge' });

export type ReportChallenge = z.infer<typeof reportChallenge>;
export type ApiKeyAnswer = z.infer<typeof apiKey>;
export type NewApiKeyAnswer = z.infer<typeof newApiKey>;
export type SessionAnswer = z.infer<typeof session>;
export type IntakeAnswer = z.infer<typeof intakeAnswer>;
export type FormAnswer = z.infer<typeof formAnswer>;
