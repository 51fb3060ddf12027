import { z } from 'zod';
import type { Post } from '../core/words/post.ts';
import { storableName, storableText } from './storable-text.ts';

const maxIdLength = 512;

const instantRemedy = 'must be an ISO 8601 instant with an offset, such as 2026-03-10T14:05:00Z, or epoch milliseconds';

/** ISO 8601 with an offset or Z, or epoch milliseconds; gives epoch milliseconds. */
const instant = z
  .union(
    [z.iso.datetime({ offset: true, local: false, error: instantRemedy }), z.number().int().nonnegative().max(8.64e15)],
    {
      error: instantRemedy,
    },
  )
  .transform((value) => (typeof value === 'number' ? value : Date.parse(value)));

/** A post as others hand it in: a line of an archive, the body of the HTTP intake. Unknown fields are left out. */
export const externalPostSchema = z.object({
  source: storableName
    .min(1)
    .max(maxIdLength)
    .optional()
    .describe('Where the post comes from, for example bluesky; part of what tells posts and authors apart.'),
  id: z
    .union([storableName.min(1).max(maxIdLength), z.number().int().transform(String)])
    .describe('Id of the post at its source; the same id from the same source again is the same post.'),
  author: z
    .union([storableName.min(1).max(maxIdLength), z.number().int().transform(String)])
    .describe('Id of the author at the source; only a salted hash of it is stored.'),
  text: z.string().describe('What the person wrote.'),
  createdAt: instant.describe('When it was written: ISO 8601 with an offset, or epoch milliseconds.'),
  editedAt: instant.nullish().describe('When it was last changed.'),
  lang: storableName.max(35).nullish().describe('BCP 47 language tag, if the source states one.'),
  profileLocation: storableText.max(1_000).nullish().describe('Location text of the author’s profile.'),
  geo: z
    .object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) })
    .nullish()
    .describe('Point that the post itself carries, degrees.'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(4_096)
    .refine((text) => storableText.safeParse(text).success, 'must be an address without half a surrogate pair')
    .nullish()
    .describe('Public address of the post.'),
  repostOf: storableName.max(maxIdLength).nullish().describe('Id of the post that this one repeats unchanged.'),
  reach: z
    .number()
    .int()
    .nonnegative()
    .nullish()
    .describe(
      'People whom it may have reached: the author’s followers, else those who reacted. Kept as a power of two.',
    ),
  fromBrand: z.boolean().nullish().describe('True when a brand’s own account speaks.'),
  deleted: z.boolean().nullish().describe('True when the post is gone: its text is erased here too.'),
  aboutBrand: storableName.max(64).nullish().describe('Brand id, when the source itself says whom the post is about.'),
});
export type ExternalPost = z.output<typeof externalPostSchema>;

/** The post of a valid external one. What `source`, when given, takes in from several others is told apart by the one that a record states. */
export function postFromExternal(external: ExternalPost, source?: string): Post {
  const { id, author, text, createdAt, source: stated, repostOf, ...optional } = external;
  const from = source ?? stated ?? 'intake';
  const named = (name: string) => (source !== undefined && stated ? `${oneName(stated)}/${name}` : name);
  const nativeId = named(id);
  const post: Post = {
    ...{ id: `${from}:${nativeId}`, source: from, nativeId, author: named(author) },
    ...{ text: cleanText(text), createdAt },
  };
  if (typeof repostOf === 'string') post.repostOf = named(repostOf);
  const rest = Object.entries(optional).filter(([, value]) => value !== undefined && value !== null);
  return Object.assign(post, Object.fromEntries(rest));
}

/** Without a slash, so that a source `a` with `b/1` is not a source `a/b` with `1`. */
function oneName(source: string): string {
  return source.replace(/[%/]/g, encodeURIComponent);
}

/** The faults of a record in one line: which field, what is wrong. */
export function describeFaults(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'record'}: ${issue.message}`).join('; ');
}

const maxTextLength = 25_000;
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** Text that every store, page and export can hold: well-formed, without control characters, at most 25,000 units long. */
export function cleanText(text: string): string {
  return text
    .slice(0, maxTextLength)
    .replace(loneSurrogate, '\uFFFD')
    .replace(/\r\n?/g, '\n')
    .replace(controls, ' ')
    .trim();
}
