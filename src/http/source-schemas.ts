import { z } from 'zod';
import { count, id, instant } from './schemas.ts';

const sourceStates = ['starting', 'ok', 'limited', 'failing', 'silent', 'off'] as const;
export const source = z
  .object({
    id,
    kind: z.string(),
    state: z.enum(sourceStates),
    since: instant,
    message: z.string(),
    lastAttemptAt: instant.nullable(),
    lastSuccessAt: instant.nullable(),
    lastPostAt: instant.nullable(),
    retryAt: instant.nullable(),
    failures: count,
    posts: count,
    malformed: count,
    spentUsd: z.number().min(0).meta({
      description: 'US dollars spent in the running UTC month at a platform that charges for what is read; else 0.',
    }),
    gaps: z.array(z.object({ from: instant, to: instant.nullable(), reason: z.string() })),
  })
  .meta({ id: 'Source' });

export type SourceAnswer = z.infer<typeof source>;
