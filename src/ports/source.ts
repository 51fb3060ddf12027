import type { Post } from '../core/words/post.ts';

/** One page of posts and the cursor to continue from. The cursor is opaque text, saved with the page's posts. */
export interface SourcePage {
  posts: Post[];
  cursor: string;
  /** True when more is waiting right now. */
  more: boolean;
  /** Items that couldn't be read, each with the reason; the good rest is in `posts`. */
  malformed: { where: string; message: string }[];
}

/** A place that posts come from. */
export interface Source {
  /** Id of the configured instance; first part of every post id. */
  readonly id: string;
  /** Key of the registry entry. */
  readonly kind: string;
  /** Pages after `cursor` (null: from now or the source's natural beginning). Throws SourceError alone. */
  fetchSince(cursor: string | null, signal: AbortSignal): Promise<SourcePage>;
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
