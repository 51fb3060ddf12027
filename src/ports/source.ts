import type { Post } from '../core/words/post.ts';

/** A post as its source gives it. */
export type FetchedPost = Post;

/** Something that limits what the page says about the world; it must never read as "no complaints". */
export interface SourceNotice {
  /** `gap`: posts were missed; `sampled`: only part was taken; `failing`: one of several places asked didn't answer. */
  kind: 'gap' | 'sampled' | 'failing';
  where: string;
  message: string;
  /** Epoch ms, where the source knows the span. */
  fromAt?: number;
  toAt?: number;
}

/** One page of posts and the cursor to continue from. The cursor is opaque text, saved with the page's posts. */
export interface SourcePage {
  posts: FetchedPost[];
  cursor: string;
  /** True when more is waiting right now. */
  more: boolean;
  /** Items that couldn't be read, each with the reason; the good rest is in `posts`. */
  malformed: { where: string; message: string }[];
  notices?: SourceNotice[];
  /** Epoch ms: all that was written before it is in this page and those before. Absent: when the turn began, unless more is waiting. */
  readTo?: number;
  /** US dollars that pages have cost in the running UTC month, where the platform charges for what is read. */
  spentUsd?: number;
  /**
   * What the platform reports as gone without saying whether we ever had it: native ids, and authors (as in `Post.author`).
   * Ingest erases what it has stored of these and creates nothing.
   */
  gone?: { nativeIds: string[]; authors: string[] };
}

/** What became of posts delivered earlier. */
export interface Rechecked {
  /** How many of the ids were asked about, from the first on: what a host takes, or money pays for, may not be enough for all. */
  asked: number;
  /** Edited ones with their new text, vanished ones with `deleted`, unchanged ones as they are. Those of which nothing was learned are absent. */
  posts: FetchedPost[];
  /** What the source wants to be told the next time, such as money spent; saved with the posts. */
  memory?: string;
  /** US dollars that such looks have cost in the running UTC month; pages have their own figure. */
  spentUsd?: number;
}

/** A place that posts come from. */
export interface Source {
  /** Id of the configured instance; first part of every post id. */
  readonly id: string;
  /** Key of the registry entry. */
  readonly kind: string;
  /** Why there is nothing to ask for, with the remedy; absent when there is. Such a source need not be scheduled. */
  readonly idle?: string;
  /**
   * Pages after `cursor` (null: from now or the source's natural beginning). Throws SourceError alone.
   * The same cursor gives the same posts again, so that a page whose transaction failed can be asked for once more.
   */
  fetchSince(cursor: string | null, signal: AbortSignal): Promise<SourcePage>;
  /**
   * Asks again about posts delivered earlier, at most 100 native ids; `memory` is what it said the last time. Throws SourceError alone.
   * Only where the platform has no stream of deletions.
   */
  recheck?(nativeIds: string[], signal: AbortSignal, memory?: string | null): Promise<Rechecked>;
  /** The least time between two looks at a post, where each costs money; absent: young ones are looked at every hour. */
  readonly recheckEveryMs?: number;
  /** Releases sockets and buffers. */
  close(): Promise<void>;
}

export type SourceErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'rate-limited'
  | 'unavailable'
  | 'timeout'
  | 'unreachable'
  | 'malformed'
  | 'cursor-too-old'
  | 'budget-spent'
  | 'misconfigured'
  | 'aborted';

/** The one fault of this port. */
export class SourceError extends Error {
  readonly kind: SourceErrorKind;
  /** Earliest instant (epoch ms) at which asking again makes sense, if the source said so. */
  readonly retryAt: number | null;

  constructor(kind: SourceErrorKind, message: string, options: { retryAt?: number | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'SourceError';
    this.kind = kind;
    this.retryAt = options.retryAt ?? null;
  }
}
