import { z } from 'zod';
import type { Speaker } from '../../core/classify/own-accounts.ts';
import { type FetchedPost, type Source, SourceError, type SourceNotice, type SourcePage } from '../../ports/source.ts';
import { createOwnDids, type OwnDids } from './bluesky-accounts.ts';
import { mayConcern } from './brand-words.ts';
import { type SourceContext, sourceEntry } from './entry.ts';
import { fetchedPost } from './fetched-post.ts';
import { readCursor } from './items.ts';
import type { StreamEvent, StreamMark } from './jetstream-events.ts';
import { type Finding, type JetstreamSession, startSession } from './jetstream-session.ts';

const settings = z.strictObject({
  endpoints: z
    .array(z.url({ protocol: /^(wss?|https?)$/ }))
    .min(1)
    .default([
      'wss://jetstream.us-east.bsky.network',
      'wss://jetstream.us-west.bsky.network',
      'wss://jetstream2.us-east.bsky.network',
    ])
    .describe('Jetstream hosts, tried in this order.'),
  lookbackMinutes: z
    .number()
    .min(0)
    .max(1_440)
    .default(15)
    .describe('How far back the first connection goes, minutes.'),
  pageSize: z.number().int().min(1).max(10_000).default(500).describe('Events given out in one page.'),
  maxHeld: z
    .number()
    .int()
    .min(10)
    .max(1_000_000)
    .default(20_000)
    .describe('Events held at most; beyond it the host is asked to wait.'),
  waitMs: z.number().min(0).max(30_000).default(500).describe('How long a page waits for a first event, ms.'),
  silenceSeconds: z
    .number()
    .min(0)
    .default(60)
    .describe('Silence of a stream after which it is taken for dead, seconds; 0 never.'),
  resolver: z
    .url({ protocol: /^https?$/ })
    .default('https://public.api.bsky.app')
    .describe('Address that tells whose account a handle of a brand pack is.'),
});
type Settings = z.output<typeof settings>;

const mark = z.object({ host: z.string(), seq: z.number().nullable(), timeUs: z.number() });

/** All posts of the network pass by; those that may concern a brand are held until the pipeline asks for them. */
function create(options: Settings, context: SourceContext): Source {
  const { id, clock } = context;
  const own = createOwnDids(options.resolver, context);
  const judge = createJudge(context, own);
  let session: JetstreamSession | null = null;
  /** Cursor that the last page was asked with, and the one that it gave. */
  let asked: string | null = null;
  let gave: string | null = null;

  function stop(): void {
    session?.close();
    session = null;
  }

  async function start(cursor: string | null, signal: AbortSignal): Promise<JetstreamSession> {
    stop();
    const from = cursor === null ? beginning() : readCursor(cursor, mark, id);
    session = await connectAny(options, { from, judge, context }, signal);
    return session;
  }

  function beginning(): StreamMark {
    return { host: '', seq: null, timeUs: (clock.now() - options.lookbackMinutes * 60_000) * 1_000 };
  }

  async function fetchSince(cursor: string | null, signal: AbortSignal): Promise<SourcePage> {
    if (signal.aborted) throw new SourceError('aborted', 'the stream was given up');
    // Before the stream begins: what an own account wrote can't be told from a stranger's later.
    await own.refresh(signal);
    let current = session;
    if (current && cursor !== null && cursor === gave) current.acknowledge();
    else if (current && !(cursor === asked && gave !== null)) current = null;
    if (current?.ended !== null && current?.peek(1).findings.length === 0) current = null;
    current ??= await start(cursor, signal);
    watchSilence(current);
    await current.wait(options.waitMs, signal);
    if (signal.aborted) throw new SourceError('aborted', 'the stream was given up');
    const { findings, mark: behind, more } = current.peek(options.pageSize);
    if (findings.length === 0 && current.ended !== null) throw brokenOff(current.ended);
    asked = cursor;
    gave = JSON.stringify(behind);
    return { ...pageOf(findings, own.notices()), cursor: gave, more };
  }

  function brokenOff(reason: string): SourceError {
    stop();
    return new SourceError('unavailable', `the stream broke off: ${reason}`);
  }

  function watchSilence(current: JetstreamSession): void {
    const silentMs = clock.now() - current.heardAt;
    if (options.silenceSeconds === 0 || silentMs < options.silenceSeconds * 1_000) return;
    stop();
    throw new SourceError('timeout', `the stream has been silent for ${Math.round(silentMs / 1_000)} s`);
  }

  // The whole network's posts are nobody's business without a brand to look for.
  const idle = context.brands.length === 0 ? { idle: `${id} has no brand to look for` } : {};
  return { id, kind: 'bluesky', fetchSince, close: async () => stop(), ...idle };
}

interface Connection {
  from: StreamMark;
  judge: (event: StreamEvent) => Finding | null;
  context: SourceContext;
}

async function connectAny(
  options: Settings,
  { from, judge, context }: Connection,
  signal: AbortSignal,
): Promise<JetstreamSession> {
  let last: unknown;
  for (const endpoint of options.endpoints) {
    try {
      const { fetcher, clock } = context;
      return await startSession({ endpoint, from, fetcher, now: clock.now, maxHeld: options.maxHeld, judge }, signal);
    } catch (error) {
      const another =
        error instanceof SourceError && ['timeout', 'unreachable', 'unavailable', 'misconfigured'].includes(error.kind);
      if (!another) throw error;
      last = error;
    }
  }
  throw last;
}

function pageOf(findings: Finding[], standing: SourceNotice[]): Omit<SourcePage, 'cursor' | 'more'> {
  const notices = [...findings.flatMap(({ notice }) => notice ?? []), ...standing];
  const gone = {
    nativeIds: findings.flatMap(({ goneId }) => goneId ?? []),
    authors: findings.flatMap(({ goneAuthor }) => goneAuthor ?? []),
  };
  return {
    posts: findings.flatMap(({ posts }) => posts ?? []),
    malformed: findings.flatMap(({ malformed }) => malformed ?? []),
    ...(notices.length > 0 && { notices }),
    ...((gone.nativeIds.length > 0 || gone.authors.length > 0) && { gone }),
  };
}

const maxRemembered = 50_000;

/** Picks what may concern a brand, and remembers it: deletions don't repeat the text that they delete. */
function createJudge(context: SourceContext, own: OwnDids): (event: StreamEvent) => Finding | null {
  const concerns = mayConcern(context.brands);
  const remembered = new Map<string, FetchedPost>();

  const remember = (post: FetchedPost) => {
    remembered.set(post.nativeId, { ...post, text: '' });
    if (remembered.size > maxRemembered) remembered.delete(remembered.keys().next().value!);
  };
  const erase = (post: FetchedPost): FetchedPost => {
    remembered.delete(post.nativeId);
    return { ...post, text: '', deleted: true };
  };

  return (event) => {
    if (event.kind === 'written') {
      const post = toPost(event, context, own.speakerOf(event.did));
      // A post that was changed away from the brand still has to lose its old text.
      if (!concerns(post.text) && !remembered.has(post.nativeId) && !post.fromBrand) return null;
      remember(post);
      return { posts: [post] };
    }
    if (event.kind === 'erased') {
      const nativeId = nativeIdOf(event, context);
      const known = remembered.get(nativeId);
      return known ? { posts: [erase(known)] } : { goneId: nativeId };
    }
    if (event.kind === 'other') return null;
    const theirs = [...remembered.values()].filter(({ author }) => author === event.did);
    return { posts: theirs.map(erase), goneAuthor: event.did };
  };
}

/** The network names a post by its author and a key, of which anybody finds the author again: an id outlives the text, so it has neither. */
function nativeIdOf({ did, rkey }: { did: string; rkey: string }, { keyOf }: SourceContext): string {
  return keyOf(`${did}/${rkey}`);
}

/** Authors set the time of a post themselves: beyond these bounds the stream's own time holds. */
const latestMs = 300_000;
const oldestMs = 86_400_000;

function toPost(
  event: Extract<StreamEvent, { kind: 'written' }>,
  context: SourceContext,
  speaker: Speaker,
): FetchedPost {
  const seenAt = Math.floor(event.timeUs / 1_000);
  const statedAt = Date.parse(event.record.createdAt);
  const isSane = statedAt <= seenAt + latestMs && statedAt >= seenAt - oldestMs;
  return fetchedPost(context.id, {
    nativeId: nativeIdOf(event, context),
    author: event.did,
    text: event.record.text,
    createdAt: isSane ? statedAt : seenAt,
    editedAt: event.changed ? seenAt : undefined,
    lang: event.record.langs?.[0],
    url: `https://bsky.app/profile/${event.did}/post/${event.rkey}`,
    ...speaker,
  });
}

export const bluesky = sourceEntry({
  kind: 'bluesky',
  description: 'Public posts of Bluesky, from the Jetstream.',
  keyless: true,
  everyMs: 2_000,
  settings,
  create,
});
