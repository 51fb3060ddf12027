import type { MessageWords } from '../core/incident/message.ts';
import type { Transition } from '../core/words/incident.ts';
import type { Note } from '../core/words/note.ts';

/** A way to tell somebody. */
export interface Channel {
  /** Id of the configured instance; last part of every idempotency key. */
  readonly id: string;
  /** Key of the registry entry. */
  readonly kind: string;
  /** Delivers once per key: a repeated key must do no harm at the receiver. Throws ChannelError alone. */
  send(message: ChannelMessage, signal: AbortSignal): Promise<void>;
  /** Tells what is no step of an incident, by the same rules; absent where a receiver knows alerts alone. */
  tell?(note: ChannelNote, signal: AbortSignal): Promise<void>;
  /** Asks whether the receiver would take something, and sends nothing; for channels that speak no HTTP. */
  probe?(signal: AbortSignal): Promise<void>;
  /** For receivers that forget an alert unless they hear of it again. */
  readonly renewal?: Renewal;
}

export interface Renewal {
  everyMs: number;
  /** Tells again what still stands: of each incident that isn't closed the last message delivered. */
  renew(standing: ChannelMessage[], signal: AbortSignal): Promise<void>;
}

export interface ChannelMessage {
  /** incident id : revision : channel id */
  idempotencyKey: string;
  transition: Transition;
  words: MessageWords;
  /** Address of the incident's page. */
  link: string;
}

export interface ChannelNote {
  idempotencyKey: string;
  note: Note;
}

/** `rejected` and `misconfigured` stay so however often it is tried; the rest may pass. */
export type ChannelErrorKind = 'rejected' | 'misconfigured' | 'rate-limited' | 'unavailable' | 'timeout' | 'aborted';

/** The one fault of this port. */
export class ChannelError extends Error {
  readonly kind: ChannelErrorKind;
  /** Earliest instant (epoch ms) at which trying again makes sense, if the receiver said so. */
  readonly retryAt: number | null;

  constructor(kind: ChannelErrorKind, message: string, options: { retryAt?: number | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ChannelError';
    this.kind = kind;
    this.retryAt = options.retryAt ?? null;
  }
}
