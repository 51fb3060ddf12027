import { z } from 'zod';
import { compileSpeakers, type SpeakerOf, withSpeaker } from '../../core/classify/own-accounts.ts';
import { describeFaults, externalPostSchema, postFromExternal } from '../../ports/external-post.ts';
import { type FetchedPost, type Source, SourceError, type SourcePage } from '../../ports/source.ts';
import { beginLap, type Lap, releaseAt, shiftedPost } from './archive-time.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { type FileLine, linesFrom } from './file-lines.ts';
import { readCursor, said } from './items.ts';

const settings = z.strictObject({
  path: said.describe('File of posts, one JSON object a line, oldest first within an hour.'),
  speed: z
    .number()
    .positive()
    .max(100_000)
    .nullable()
    .default(null)
    .describe(
      'How many times faster than life the archive is played from now on; null gives it out at once with its own times.',
    ),
  startMinute: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Minute of the archive that stands for now when playing begins; what lies before it comes at once, as the past.',
    ),
  loop: z.boolean().default(false).describe('Whether playing begins again when the archive ends.'),
  pageSize: z.number().int().min(1).max(10_000).default(500).describe('Posts given out in one page.'),
});
type Settings = z.output<typeof settings>;

const cursorSchema = z.object({
  /** Byte at which the next line begins. */
  offset: z.number().int().nonnegative(),
  line: z.number().int().nonnegative(),
  lap: z.object({ number: z.number(), startedAt: z.number(), firstAt: z.number(), lastAt: z.number() }).nullable(),
});
type Position = z.output<typeof cursorSchema>;

/** A file of posts is a source like any other: read by byte offset, at once or played against the clock. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock } = context;
  const speakerOf = compileSpeakers(context.brands);

  async function fetchSince(cursor: string | null, signal: AbortSignal): Promise<SourcePage> {
    if (signal.aborted) throw new SourceError('aborted', `reading ${options.path} was given up`);
    const readTo = clock.now();
    const start = cursor === null ? { offset: 0, line: 0, lap: null } : readCursor(cursor, cursorSchema, id);
    const page: Draft = { posts: [], malformed: [], position: start, stoppedFor: 'end' };
    for await (const line of linesFrom(options.path, start, signal)) {
      if (!take(line, page)) break;
    }
    const { posts, malformed, position, stoppedFor } = page;
    const again = stoppedFor === 'end' && options.loop && options.speed !== null ? nextLap(position) : position;
    return { posts, malformed, cursor: JSON.stringify(again), more: stoppedFor === 'full', readTo };
  }

  /** False when the line has to wait for a later page. */
  function take(line: FileLine, page: Draft): boolean {
    if (page.posts.length + page.malformed.length >= options.pageSize) {
      page.stoppedFor = 'full';
      return false;
    }
    const read = readLine(line, id, speakerOf);
    let lap = page.position.lap;
    if ('message' in read)
      page.malformed.push({ where: `${options.path}, line ${line.number}`, message: read.message });
    else if (options.speed === null) page.posts.push(read.post);
    else {
      lap ??= beginLap({
        number: 0,
        now: clock.now(),
        firstAt: read.post.createdAt,
        settings: { speed: options.speed, startMinute: options.startMinute },
      });
      if (releaseAt(read.post.createdAt, lap, options.speed) > clock.now()) {
        page.stoppedFor = 'time';
        page.position = { ...page.position, lap };
        return false;
      }
      page.posts.push(shiftedPost(read.post, lap, options.speed));
      lap = { ...lap, lastAt: Math.max(lap.lastAt, read.post.createdAt) };
    }
    page.position = { offset: line.end, line: line.number, lap };
    return true;
  }

  /** The file's beginning, one original minute after its end; later laps have no past of their own. */
  function nextLap({ lap, offset, line }: Position): Position {
    if (lap === null) return { offset, line, lap };
    const endAt = releaseAt(lap.lastAt + 60_000, lap, options.speed!);
    if (endAt > clock.now()) return { offset, line, lap };
    return {
      offset: 0,
      line: 0,
      lap: { ...lap, number: lap.number + 1, startedAt: Math.max(endAt, clock.now()), lastAt: lap.firstAt },
    };
  }

  return { id, kind: 'archive', fetchSince, close: async () => {} };
}

interface Draft {
  posts: FetchedPost[];
  malformed: SourcePage['malformed'];
  position: { offset: number; line: number; lap: Lap | null };
  stoppedFor: 'end' | 'full' | 'time';
}

function readLine(line: FileLine, source: string, speakerOf: SpeakerOf): { post: FetchedPost } | { message: string } {
  if (line.text === null) return { message: `it is longer than ${line.maxBytes} bytes` };
  let json: unknown;
  try {
    json = JSON.parse(line.text);
  } catch {
    return { message: 'it is not JSON' };
  }
  const parsed = externalPostSchema.safeParse(json);
  if (!parsed.success) return { message: describeFaults(parsed.error) };
  return { post: withSpeaker(postFromExternal(parsed.data, source), parsed.data.author, speakerOf) };
}

export const archive = sourceEntry({
  kind: 'archive',
  description: 'A file of posts, given out at once or played against the clock.',
  keyless: true,
  everyMs: 1_000,
  settings,
  create,
});
