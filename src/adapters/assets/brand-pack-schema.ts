import { z } from 'zod';
import { surfaceIds } from '../../core/words/surface.ts';
import { symptomIds } from '../../core/words/symptom.ts';

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens');
const host = String.raw`[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?`;
const account = z
  .string()
  .regex(
    new RegExp(`^(?:(?:u/)?[a-z0-9_-]+|[a-z0-9_.-]+@${host}|${host}(?:/u/[a-z0-9_.-]+)?|did:[a-z]+:[a-z0-9._:%-]+)$`),
    'must be lower case, without @ before it: name (X), u/name (Reddit), name@server (Mastodon), name.example or a did (Bluesky), forum.example/u/name (Discourse)',
  );
const phrases = z.array(z.string().min(1));

/** The shape of data/brands/*.json. Unknown keys are refused, so that a misspelled one doesn't go unnoticed. */
export const brandPackSchema = z.strictObject({
  id: slug,
  name: z.string().min(1),
  role: z.enum(['brand', 'provider']),
  industry: z.string().min(1),
  words: phrases,
  handles: z.array(z.string().regex(/^[a-z0-9_]+$/, 'must be lower case, without @ or #')),
  ambiguous: phrases,
  context: phrases,
  not: phrases,
  supportAccounts: z.array(account),
  statusPage: z.strictObject({ url: z.url(), feed: z.url().optional() }).nullable(),
  surfaces: z.array(z.enum(surfaceIds)).min(1),
  symptoms: z.array(z.enum(symptomIds)).min(1),
  symptomWords: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be lower-case letters, digits and _'), phrases.min(1))
    .optional(),
  peers: z.array(slug),
  dependencies: z.array(slug),
  interconnected: z.boolean().optional(),
  mentionsPerDay: z.number().positive(),
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as America/Chicago'),
  appStore: z.record(z.string().regex(/^[a-z]{2}$/), z.int().positive()),
  queries: z.record(z.string(), z.array(z.string())),
  demonstration: z.boolean().optional(),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
