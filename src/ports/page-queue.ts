import type { Post } from '../core/words/post.ts';

/** Posts of a page that are stored together. All parts of one partition are stored in their order. */
export interface PagePart {
  source: string;
  /** Number of the page: later ones of the source have greater numbers. */
  page: number;
  partition: number;
  /** Their authors are keys already: nothing that names a person lies in a queue. */
  posts: Post[];
  /** As `SourcePage.gone`; authors are keys. */
  gone?: { nativeIds: string[]; authors: string[] };
  /** Another piece of the same part follows, where a queue has divided it. */
  more?: boolean;
}

/** A part as it arrives: once, or again after whoever had it before has failed. */
export interface ArrivedPart {
  partition: number;
  /** Its number in the queue. */
  sequence: number;
  /** How often it has been handed over, this time included. */
  deliveries: number;
  bytes: Uint8Array;
  part: PagePart | { unreadable: string };
}

export interface QueueState {
  /** Why it can't be used now; null while it can. */
  fault: string | null;
  /** Parts that are not stored yet, and since when the oldest of them waits, epoch ms. */
  waiting: number;
  oldestAt: number | null;
  bytes: number;
  mostBytes: number;
}

/** Takes the pages of sources to where they are stored: in this process, or over a stream that many workers share. */
export interface PageQueue {
  /** None: nothing is kept here, whoever reads a page stores it together with the source's cursor, and sends nothing. */
  readonly partitions: number;
  /** Throws unless pages can be sent: nobody should be asked for what can't be kept. */
  ready(): Promise<void>;
  /** Resolves once the queue has all of them. */
  send(parts: readonly PagePart[]): Promise<void>;
  /** Hands parts over until it is aborted. What `take` resolves is done with, what it rejects comes again. */
  receive(take: (arrived: ArrivedPart) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Null where nothing ever waits. */
  state(): Promise<QueueState | null>;
  close(): Promise<void>;
}

export type PageQueueErrorKind = 'unavailable' | 'full';

/** The one fault of this port. */
export class PageQueueError extends Error {
  readonly kind: PageQueueErrorKind;

  constructor(kind: PageQueueErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'PageQueueError';
    this.kind = kind;
  }
}
