import { messageWords, reminderText } from '../core/incident/message.ts';
import { officialWordOf } from '../core/incident/official-word.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Transition } from '../core/words/incident.ts';
import type { Events } from '../observability/events.ts';
import { type Channel, ChannelError, type ChannelMessage } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Queryable } from '../ports/database.ts';
import {
  claimDue,
  type DueMessage,
  postponeChannel,
  readStanding,
  recordDelivered,
  recordFailed,
  recordRetry,
  releaseLease,
} from '../store/outbox.ts';
import { readOwnPosts } from '../store/own-posts.ts';
import { type RetryPlan, retryPlan } from './retry-plan.ts';

export interface NotifyContext {
  database: Queryable;
  clock: Clock;
  /** 0 ≤ x < 1, for jitter. */
  random: () => number;
  events: Pick<Events, 'messageDelivered' | 'messageFailed'>;
  packs: ReadonlyMap<string, BrandPack>;
  /** Address of an incident's page. */
  linkTo: (incidentId: string) => string;
  /** Name of this worker, its own in the whole installation. */
  owner: string;
}

/** Longest time that one sending may take; the lease outlives it, so that nobody else sends the same meanwhile. */
const patienceMs = 30_000;
const leaseMs = 60_000;
const atOnce = 4;

export interface NotifyResult {
  delivered: number;
  failed: number;
  /** Put off to another time. */
  retried: number;
}

/**
 * Stage 5, one channel: sends what is due, in order per incident, until nothing is due or the channel asks for silence.
 * What was sent but not recorded when the process died is sent again under the same key.
 */
export async function notify(channel: Channel, context: NotifyContext, signal: AbortSignal): Promise<NotifyResult> {
  const { database, clock, owner } = context;
  const total: NotifyResult = { delivered: 0, failed: 0, retried: 0 };
  while (!signal.aborted) {
    const now = clock.now();
    const due = await claimDue(database, {
      channel: channel.id,
      owner,
      now,
      leaseUntil: now + leaseMs,
      limit: atOnce,
    });
    if (due.length === 0) break;
    const results = await Promise.all(due.map((message) => deliver(channel, context, { message, signal })));
    for (const result of results) if (result !== 'released') total[result] += 1;
  }
  return total;
}

/** Tells again what still stands, where the channel wants that. */
export async function renewStanding(channel: Channel, context: NotifyContext, signal: AbortSignal): Promise<void> {
  if (!channel.renewal) return;
  const standing = await readStanding(context.database, channel.id);
  if (standing.length === 0) return;
  const messages = standing.map(({ key, transition }) => channelMessage(key, transition, context));
  try {
    await channel.renewal.renew(messages, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const { kind, message } = error;
    context.events.messageFailed({ channel: channel.id, outbox: 'renewal', kind, message, final: false });
  }
}

interface Delivering {
  message: DueMessage;
  signal: AbortSignal;
}

async function deliver(
  channel: Channel,
  context: NotifyContext,
  { message, signal }: Delivering,
): Promise<keyof NotifyResult | 'released'> {
  const { database, clock, packs, events } = context;
  const { key } = message;
  if (!message.note && packs.get(message.transition.incident.brand)?.demonstration)
    return withhold(channel, context, { key, message: 'the brand is the invented one of the demonstration' });
  if (message.note && !channel.tell)
    return withhold(channel, context, { key, message: 'this kind of channel takes no digests' });
  const fault = await faultOfSending((patient) => send(channel, context, { message, signal: patient }), signal);
  if (fault) return recordFault(channel, context, { message, fault });
  await recordDelivered(database, key, clock.now());
  events.messageDelivered(channel.id, key);
  return 'delivered';
}

async function send(channel: Channel, context: NotifyContext, { message, signal }: Delivering): Promise<void> {
  const { key } = message;
  if (message.note) return channel.tell!({ idempotencyKey: key, note: message.note }, signal);
  const { heldBy, reminder } = message;
  const isLate = heldBy !== null || reminder > 0;
  const transition = isLate ? await withWordOfNow(context, message.transition) : message.transition;
  return channel.send(channelMessage(key, transition, { ...context, heldBy, reminder }), signal);
}

/** What goes out long after its step tells what the brand has said until now. */
async function withWordOfNow({ database, clock }: NotifyContext, transition: Transition): Promise<Transition> {
  if (!transition.incident.official) return transition;
  const official = officialWordOf(await readOwnPosts(database, transition.incident, clock.now()));
  return { ...transition, incident: { ...transition.incident, official } };
}

async function faultOfSending(
  sending: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<ChannelError | null> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    await sending(AbortSignal.any([signal, patience]));
    return null;
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    if (error.kind === 'aborted' && patience.aborted && !signal.aborted)
      return new ChannelError('timeout', `not done within ${patienceMs / 1_000} s`, { cause: error });
    return error;
  }
}

async function recordFault(
  channel: Channel,
  { database, clock, random, events, owner }: NotifyContext,
  { message, fault }: { message: DueMessage; fault: ChannelError },
): Promise<keyof NotifyResult | 'released'> {
  const { key, attempts, firstAttemptAt } = message;
  if (fault.kind === 'aborted') {
    await releaseLease(database, { key, owner });
    return 'released';
  }
  const now = clock.now();
  const plan: RetryPlan = retryPlan(fault, { now, attempts, firstAttemptAt, random: random() });
  const about = { channel: channel.id, outbox: key, kind: fault.kind, message: fault.message };
  if (plan.final) {
    await recordFailed(database, { key, owner, message: `${fault.message} (${fault.kind})` });
    events.messageFailed({ ...about, final: true });
    return 'failed';
  }
  await recordRetry(database, { key, owner, dueAt: plan.dueAt, message: `${fault.message} (${fault.kind})` });
  if (fault.retryAt !== null)
    await postponeChannel(database, { channel: channel.id, now, untilAt: Math.min(fault.retryAt, plan.dueAt) });
  events.messageFailed({ ...about, final: false });
  return 'retried';
}

/** An invented brand must not wake anybody. `track` writes no such message; this is the second lock on the door. */
async function withhold(
  channel: Channel,
  { database, events, owner }: NotifyContext,
  { key, message: reason }: { key: string; message: string },
): Promise<'failed'> {
  const message = `withheld: ${reason}`;
  await recordFailed(database, { key, owner, message });
  events.messageFailed({ channel: channel.id, outbox: key, kind: 'withheld', message, final: true });
  return 'failed';
}

function channelMessage(
  key: string,
  transition: Transition,
  { packs, linkTo, clock, heldBy = null, reminder = 0 }: NotifyContext & { heldBy?: string | null; reminder?: number },
): ChannelMessage {
  const link = linkTo(transition.incidentId);
  const minutes = (clock.now() - transition.incident.onset.at) / 60_000;
  const late = [
    ...(heldBy === null ? [] : [{ name: 'Held back', text: heldBy }]),
    ...(reminder === 0 ? [] : [{ name: 'Reminder', text: reminderText(reminder, minutes) }]),
  ];
  const heardUntil = late.length > 0 ? clock.now() : transition.at;
  const words = messageWords(transition, packs.get(transition.incident.brand), { link, late, heardUntil });
  return { idempotencyKey: key, transition, words, link };
}
