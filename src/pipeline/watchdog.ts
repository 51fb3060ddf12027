import { type Blindness, blindMessage } from '../core/incident/blind-message.ts';
import { minuteOf } from '../core/words/interval.ts';
import type { Events } from '../observability/events.ts';
import { type Channel, ChannelError, type ChannelMessage } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { readAsOf } from '../store/read/as-of.ts';
import { readSources } from '../store/read/sources.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { readWatchdogFaults, type WatchdogFaults, writeWatchdogFaults } from '../store/watchdog-faults.ts';

export interface WatchdogContext {
  database: Database;
  clock: Clock;
  channels: readonly Channel[];
  /** Ids of the sources whose failing all at once is blindness: the demonstration's sees always, what is handed in never fails. */
  sources: readonly string[];
  /** Brands that must be judged up to now. */
  brands: readonly string[];
  /** Address of the page that tells more. */
  link: string;
  events: Pick<Events, 'messageDelivered' | 'messageFailed'>;
}

/** Only what lasts is told. */
const patienceMinutes = 10;
const behindMinutes = 10;
const sendWithinMs = 30_000;
const key = 'watchdog';

/** An end that nobody took for a day is told no more. */
const endLastsMs = 86_400_000;

/** What is remembered between two looks, also over a restart. */
interface Watch {
  /** First look at which something was wrong, epoch ms; null: all is well. */
  wrongSince: number | null;
  blindness: Blindness | null;
  /** Channels that were told that it began. */
  told: string[];
  endings: Ending[];
}

/** A blindness that is over, and the channels that were told of it and don't know yet that it is. */
interface Ending {
  blindness: Blindness & { over: number };
  told: string[];
  owed: string[];
}

const calm: Watch = { wrongSince: null, blindness: null, told: [], endings: [] };

/**
 * One look of the watchdog: is there any source that can be read, and is the detector up to date? What is wrong for ten minutes is told to
 * every channel, and its end to those that were told. A channel that fails is tried again at the next look, under the same key; one that
 * forgets what it doesn't hear of hears it at each look.
 */
export async function lookAfter(context: WatchdogContext, signal: AbortSignal): Promise<Blindness | null> {
  const { database, clock } = context;
  const before: Watch = { ...calm, ...(JSON.parse((await readSetting(database, key)) ?? '{}') as Partial<Watch>) };
  const watch = next(before, await faults(context), clock.now());
  const met: Met = new Map();
  await tellOfEnds({ ...context, met }, watch, signal);
  if (watch.blindness) await tellOfBlindness({ ...context, met }, { ...watch, blindness: watch.blindness }, signal);
  await keepFaults(context, met);
  if (JSON.stringify(watch) !== JSON.stringify(before)) await writeSetting(database, key, JSON.stringify(watch));
  return watch.blindness;
}

/** How each channel that was spoken to in this look took it; empty: well. */
type Met = Map<string, string>;

type Speaking = WatchdogContext & { met: Met };

/** The fault stands, with the instant at which it was met last, until the channel takes a message; one that is configured no more has none. */
async function keepFaults({ database, clock, channels }: WatchdogContext, met: Met): Promise<void> {
  if (met.size === 0) return;
  const before = await readWatchdogFaults(database);
  const after: WatchdogFaults = {};
  for (const { id } of channels) {
    const message = met.get(id);
    const fault = message === undefined ? before[id] : message === '' ? undefined : { at: clock.now(), message };
    if (fault) after[id] = fault;
  }
  if (JSON.stringify(after) !== JSON.stringify(before)) await writeWatchdogFaults(database, after);
}

function next(before: Watch, reasons: string[], now: number): Watch {
  const watch = structuredClone(before);
  const { blindness, told } = watch;
  if (reasons.length === 0) {
    if (blindness) watch.endings.push({ blindness: { ...blindness, over: now }, told, owed: told });
    return { ...watch, wrongSince: null, blindness: null, told: [] };
  }
  watch.wrongSince ??= now;
  if (blindness) return watch;
  // What ends and begins again before anybody was told of the end goes on.
  const last = watch.endings.at(-1);
  if (last && last.owed.length === last.told.length) {
    watch.endings.pop();
    return { ...watch, blindness: { ...last.blindness, over: null }, told: last.told };
  }
  if (now - watch.wrongSince >= patienceMinutes * 60_000)
    watch.blindness = { since: watch.wrongSince, over: null, reasons };
  return watch;
}

/** Why silence would mean nothing; empty while Outcry sees. */
async function faults({ database, clock, sources, brands }: WatchdogContext): Promise<string[]> {
  return [...(await blindSources(database, sources)), ...(await lateBrands(database, brands, minuteOf(clock.now())))];
}

async function blindSources(database: Queryable, ids: readonly string[]): Promise<string[]> {
  const known = (await readSources(database, 0)).filter(({ id, state }) => ids.includes(id) && state !== 'off');
  if (known.length === 0 || known.some(({ state }) => state === 'ok' || state === 'limited')) return [];
  const named = known.map(({ id, state, message }) => `${id} is ${state}${message === '' ? '' : ` (${message})`}`);
  return [`no source can be read: ${named.join('; ')}`.slice(0, 1_000)];
}

async function lateBrands(database: Queryable, brands: readonly string[], nowMinute: number): Promise<string[]> {
  const judged = await readAsOf(database);
  const late = brands.filter((brand) => nowMinute - (judged.get(brand) ?? nowMinute) > behindMinutes);
  if (late.length === 0) return [];
  const behind = Math.max(...late.map((brand) => nowMinute - judged.get(brand)!));
  return [`the detector is ${behind} minutes behind for ${late.length} of ${brands.length} brands`];
}

async function tellOfBlindness(
  context: Speaking,
  { blindness, told }: Watch & { blindness: Blindness },
  signal: AbortSignal,
): Promise<void> {
  const message = blindMessage(blindness, context.link);
  const results = await Promise.all(
    context.channels.map((channel) =>
      told.includes(channel.id)
        ? renew(context, { channel, message, signal })
        : tell(context, { channel, message, signal }),
    ),
  );
  const reached = context.channels.filter(({ id }, index) => results[index] === 'told' && !told.includes(id));
  told.push(...reached.map(({ id }) => id));
}

/** A channel that is configured no more, or will never take the end, is owed nothing further. */
async function tellOfEnds(context: Speaking, watch: Watch, signal: AbortSignal): Promise<void> {
  for (const ending of watch.endings) {
    const message = blindMessage(ending.blindness, context.link);
    const wanted = context.channels.filter(({ id }) => ending.owed.includes(id));
    const results = await Promise.all(wanted.map((channel) => tell(context, { channel, message, signal })));
    ending.owed = wanted.filter((_, index) => results[index] === 'later').map(({ id }) => id);
  }
  const now = context.clock.now();
  watch.endings = watch.endings.filter(({ owed, blindness }) => owed.length > 0 && now - blindness.over < endLastsMs);
}

interface Telling {
  channel: Channel;
  message: ReturnType<typeof blindMessage>;
  signal: AbortSignal;
}

type Outcome = 'told' | 'later' | 'never';

function tell(context: Speaking, { channel, message, signal }: Telling): Promise<Outcome> {
  return reach(context, { channel, message, signal }, async (sent, patience) => {
    await channel.send(sent, patience);
    context.events.messageDelivered(channel.id, sent.idempotencyKey);
  });
}

async function renew(context: Speaking, { channel, message, signal }: Telling): Promise<Outcome> {
  const { renewal } = channel;
  if (!renewal) return 'told';
  return reach(context, { channel, message, signal }, (sent, patience) => renewal.renew([sent], patience));
}

async function reach(
  context: Speaking,
  { channel, message, signal }: Telling,
  sending: (sent: ChannelMessage, patience: AbortSignal) => Promise<void>,
): Promise<Outcome> {
  const { incidentId, revision } = message.transition;
  const idempotencyKey = `${incidentId}:${revision}:${channel.id}`;
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(sendWithinMs)]);
    await sending({ ...message, idempotencyKey, link: context.link }, patience);
    context.met.set(channel.id, '');
    return 'told';
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const { kind } = error;
    context.met.set(channel.id, error.message);
    const isFinal = kind === 'rejected' || kind === 'misconfigured';
    context.events.messageFailed({
      ...{ channel: channel.id, outbox: idempotencyKey, kind },
      ...{ message: error.message, final: isFinal },
    });
    return isFinal ? 'never' : 'later';
  }
}
