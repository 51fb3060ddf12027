import type { ChannelError } from '../ports/channel.ts';

const firstDelayMs = 2_000;
/** So that a channel is current within a minute of the end of its fault: of each incident one message is tried at a time. */
const longestDelayMs = 45_000;
/** Where the receiver limits and doesn't say until when. */
const longestLimitedMs = 3_600_000;
const leastDelayMs = 1_000;
const giveUpAfterMs = 24 * 3_600_000;

export type RetryPlan = { final: true } | { final: false; dueAt: number };

export interface Attempted {
  now: number;
  /** Attempts so far, from 1. */
  attempts: number;
  firstAttemptAt: number;
  /** 0 ≤ x < 1 */
  random: number;
}

/**
 * When to try again: full jitter (Brooker 2015), uniform in 0 … min(45 s, 2 s · 2^(attempts − 1)) but at least a second,
 * never before the receiver's own time; a last time 24 h after the first attempt, then no more.
 */
export function retryPlan({ kind, retryAt }: ChannelError, attempted: Attempted): RetryPlan {
  const { now, attempts, firstAttemptAt, random } = attempted;
  const endsAt = firstAttemptAt + giveUpAfterMs;
  if (kind === 'rejected' || kind === 'misconfigured' || now >= endsAt) return { final: true };
  const longest = kind === 'rate-limited' ? longestLimitedMs : longestDelayMs;
  const ceiling = Math.min(longest, firstDelayMs * 2 ** Math.min(attempts - 1, 30));
  const delayMs = Math.max(leastDelayMs, Math.round(ceiling * random));
  // A told time is enough of a delay; a second's jitter keeps many messages from arriving in the same instant.
  const dueAt = retryAt === null ? now + delayMs : Math.max(now, retryAt) + Math.round(random * 1_000);
  return { final: false, dueAt: Math.min(dueAt, endsAt) };
}
