import { type Blindness, blindMessage } from '../core/incident/blind-message.ts';
import { minuteOf } from '../core/words/interval.ts';
import type { Events } from '../observability/events.ts';
import { type Channel, ChannelError } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { readAsOf } from '../store/read/as-of.ts';
import { readSources } from '../store/read/sources.ts';
import { readSetting, writeSetting } from '../store/settings.ts';

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

/** What is remembered between two looks, also over a restart. */
interface Watch {
  /** First look at which something was wrong, epoch ms; null: all is well. */
  wrongSince: number | null;
  blindness: Blindness | null;
  /** Channels that were told that it began, and that it ended. */
  told: string[];
  cleared: string[];
}

const calm: Watch = { wrongSince: null, blindness: null, told: [], cleared: [] };

/**
 * One look of the watchdog: is there any source that can be read, and is the detector up to date? What is wrong for ten minutes is told to
 * every channel, and its end to those that were told. A channel that fails is tried again at the next look, under the same key.
 */
export async function lookAfter(context: WatchdogContext, signal: AbortSignal): Promise<Blindness | null> {
  const { database, clock } = context;
  const before: Watch = { ...calm, ...(JSON.parse((await readSetting(database, key)) ?? '{}') as Partial<Watch>) };
  const watch = next(before, await faults(context), clock.now());
  if (watch.blindness) await tellAll(context, watch, signal);
  const settled = watch.blindness?.over != null && watch.told.every((id) => watch.cleared.includes(id)) ? calm : watch;
  if (JSON.stringify(settled) !== JSON.stringify(before)) await writeSetting(database, key, JSON.stringify(settled));
  return settled.blindness;
}

function next(before: Watch, reasons: string[], now: number): Watch {
  const watch = structuredClone(before);
  const { blindness } = watch;
  if (reasons.length === 0) {
    watch.wrongSince = null;
    if (blindness) blindness.over ??= now;
    return watch;
  }
  watch.wrongSince ??= now;
  // What ends and begins again before anybody was told of the end goes on.
  if (blindness?.over != null && watch.cleared.length === 0) blindness.over = null;
  if (!blindness && now - watch.wrongSince >= patienceMinutes * 60_000)
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

async function tellAll(context: WatchdogContext, watch: Watch, signal: AbortSignal): Promise<void> {
  const blindness = watch.blindness!;
  const isOver = blindness.over !== null;
  const done = isOver ? watch.cleared : watch.told;
  const wanted = context.channels.filter(({ id }) => !done.includes(id) && (!isOver || watch.told.includes(id)));
  const message = blindMessage(blindness, context.link);
  const results = await Promise.all(wanted.map((channel) => tell(context, { channel, message, signal })));
  done.push(...wanted.filter((_, index) => results[index]).map(({ id }) => id));
  // One that is configured no more can't be told of the end.
  if (isOver) watch.told = watch.told.filter((id) => context.channels.some((channel) => channel.id === id));
}

interface Telling {
  channel: Channel;
  message: ReturnType<typeof blindMessage>;
  signal: AbortSignal;
}

async function tell(context: WatchdogContext, { channel, message, signal }: Telling): Promise<boolean> {
  const { incidentId, revision } = message.transition;
  const idempotencyKey = `${incidentId}:${revision}:${channel.id}`;
  const about = { channel: channel.id, outbox: idempotencyKey };
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(sendWithinMs)]);
    await channel.send({ ...message, idempotencyKey, link: context.link }, patience);
    context.events.messageDelivered(channel.id, idempotencyKey);
    return true;
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    context.events.messageFailed({ ...about, kind: error.kind, message: error.message, final: false });
    return false;
  }
}
