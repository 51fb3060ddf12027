import { z } from 'zod';
import { describeFaults } from '../../ports/external-post.ts';
import { type FetchedPost, SourceError, type SourcePage } from '../../ports/source.ts';

export interface ReadItems<Item> {
  good: { item: Item; raw: unknown }[];
  malformed: SourcePage['malformed'];
}

/** The items that fit the schema; the others are listed with the reason and lost to nobody else. */
export function readItems<Schema extends z.ZodType>(
  items: readonly unknown[],
  schema: Schema,
  where: (index: number) => string,
): ReadItems<z.output<Schema>> {
  const read: ReadItems<z.output<Schema>> = { good: [], malformed: [] };
  items.forEach((raw, index) => {
    const parsed = schema.safeParse(raw);
    if (parsed.success) read.good.push({ item: parsed.data, raw });
    else read.malformed.push({ where: where(index), message: describeFaults(parsed.error) });
  });
  refuseDrift(read.good.length, read.malformed);
  return read;
}

const fewestToJudge = 3;

/**
 * One bad item is skipped; a page without a single good one means that the service changed its shape: SourceError('malformed'), so that
 * the cursor stays before what could not be read.
 */
export function refuseDrift(good: number, malformed: SourcePage['malformed']): void {
  const [first] = malformed;
  if (good > 0 || first === undefined || malformed.length < fewestToJudge) return;
  throw new SourceError(
    'malformed',
    `none of ${malformed.length} items can be read, so their shape must have changed: ${first.where}: ${first.message}`,
  );
}

/** The reply's envelope as JSON of the given shape, or SourceError('malformed'). */
export function readReply<Schema extends z.ZodType>(text: string, schema: Schema, from: string): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SourceError('malformed', `${from} answered with something that is not JSON`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new SourceError('malformed', `${from} answered in an unknown shape: ${describeFaults(parsed.error)}`);
}

/** The cursor's content, or SourceError('misconfigured') when it isn't one of ours. */
export function readCursor<Schema extends z.ZodType>(cursor: string, schema: Schema, source: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new SourceError('misconfigured', `the saved cursor of ${source} can't be read; delete it to start afresh`, {
      cause,
    });
  }
}

/** Oldest first, so that a page that is cut off loses the newest, which the next one brings. */
export function inOrder(posts: FetchedPost[]): FetchedPost[] {
  return posts.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** Text with a length, epoch ms of ISO text, epoch ms of epoch seconds: the three that most services share. */
export const said = z.string().min(1);
export const isoInstant = z.string().transform((text, check) => {
  const at = Date.parse(text);
  if (Number.isFinite(at)) return at;
  check.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is not an instant` });
  return z.NEVER;
});
export const epochSeconds = z
  .number()
  .nonnegative()
  .max(8.64e12)
  .transform((seconds) => Math.round(seconds * 1_000));
