import { windowsOf } from '../core/incident/telemetry-stretches.ts';
import { isoInstant } from '../core/words/interval.ts';
import type { SignalRule } from '../core/words/telemetry.ts';
import type { Events } from '../observability/events.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';
import { SourceError } from '../ports/source.ts';
import type { TelemetryAnswer, TelemetryReader } from '../ports/telemetry.ts';
import {
  enterSignal,
  forgetOtherSignals,
  readSignalPosition,
  readWindowBefore,
  recordHealth,
  replaceWindows,
} from '../store/telemetry.ts';

export interface TelemetryContext {
  database: Database;
  clock: Clock;
  events: Pick<Events, 'telemetryRead' | 'telemetryFailed' | 'telemetryHealthChanged'>;
  reader: TelemetryReader;
  rules: readonly SignalRule[];
}

const stepMs = 60_000;
/** Scrapes of the last step are still on their way when it ends. */
const settleMs = 15_000;
/** Read again each time: samples may come late. */
const againMs = 5 * stepMs;
/** How far back the first reading goes, and one after a long pause at most. */
const firstMs = 6 * 3_600_000;
const longestMs = 24 * 3_600_000;

/** Enters the configured signals and forgets those that are configured no more. */
export async function enterSignals({
  database,
  clock,
  rules,
}: Pick<TelemetryContext, 'database' | 'clock' | 'rules'>): Promise<void> {
  await database.transaction(async (tx) => {
    await forgetOtherSignals(tx, rules);
    for (const { brand, signal, symptom, surface } of rules)
      await enterSignal(tx, {
        ...{ brand, signal, symptom, surface },
        ...{ origin: 'prometheus', health: 'starting', createdAt: clock.now() },
      });
  });
}

/**
 * Reads what is new of every signal, one after the other. A signal that can't be read is failing and keeps its position, so
 * that what was missed is read once it answers again; until then nothing is known of that time. Returns the brands of which
 * something was read or whose signals changed their health.
 */
export async function pollTelemetry(context: TelemetryContext, signal: AbortSignal): Promise<Set<string>> {
  const told = new Set<string>();
  for (const rule of context.rules) {
    if (signal.aborted) break;
    if (await pollSignal(context, rule, signal)) told.add(rule.brand);
  }
  return told;
}

async function pollSignal(context: TelemetryContext, rule: SignalRule, signal: AbortSignal): Promise<boolean> {
  const { database, clock, reader } = context;
  const to = Math.floor((clock.now() - settleMs) / stepMs) * stepMs;
  const until = await readSignalPosition(database, rule);
  if (until !== null && until >= to) return false;
  const from = Math.max(until === null ? to - firstMs : until - againMs, to - longestMs);
  try {
    const answer = await reader.read({ text: rule.query, badWhen: rule.badWhen }, { from, to, stepMs }, signal);
    await storeAnswer(context, rule, { from, to, answer });
    return true;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (error.kind === 'aborted') return false;
    return storeFault(context, rule, error);
  }
}

async function storeAnswer(
  { database, clock, events }: TelemetryContext,
  rule: SignalRule,
  { from, to, answer: { samples, warning } }: { from: number; to: number; answer: TelemetryAnswer },
): Promise<void> {
  const last = samples.at(-1)?.at ?? from;
  const hasData = samples.length > 0 && last > to - againMs;
  const health = hasData ? 'ok' : 'empty';
  const message = hasData ? warning : `the query gives nothing after ${isoInstant(last)}`;
  const at = clock.now();
  const before = await database.transaction(async (tx) => {
    const windows = windowsOf(samples, rule, { stepMs, before: await readWindowBefore(tx, rule, from) });
    const start = Math.min(from, windows[0]?.from ?? from);
    await replaceWindows(tx, rule, { from: start, to, windows });
    return recordHealth(tx, rule, { health, message, at, readUntil: samples.length > 0 ? last : null });
  });
  events.telemetryRead({ brand: rule.brand, signal: rule.signal, samples: samples.length, hasData });
  if (before !== health) events.telemetryHealthChanged({ brand: rule.brand, signal: rule.signal, health, message });
}

async function storeFault(
  { database, clock, events }: TelemetryContext,
  rule: SignalRule,
  { kind, message }: SourceError,
): Promise<boolean> {
  const { brand, signal } = rule;
  const before = await recordHealth(database, rule, { health: 'failing', message, at: clock.now(), readUntil: null });
  events.telemetryFailed({ brand, signal, kind, message });
  if (before === 'failing') return false;
  events.telemetryHealthChanged({ brand, signal, health: 'failing', message });
  return true;
}
