import type { Transition } from '../core/words/incident.ts';

/** A way to tell somebody. */
export interface Channel {
  readonly id: string;
  readonly kind: string;
  /** Delivers once per key: a repeated key must do no harm at the receiver. Throws ChannelError alone. */
  send(message: ChannelMessage, signal: AbortSignal): Promise<void>;
}

export interface ChannelMessage {
  idempotencyKey: string;
  transition: Transition;
  /** Address of the incident's page. */
  link: string;
}

export type ChannelErrorKind = 'rejected' | 'rate-limited' | 'unavailable' | 'timeout';

export class ChannelError extends Error {
  readonly kind: ChannelErrorKind;
  readonly retryAt: number | null;
  constructor(kind: ChannelErrorKind, message: string, options: { retryAt?: number | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ChannelError';
    this.kind = kind;
    this.retryAt = options.retryAt ?? null;
  }
}
