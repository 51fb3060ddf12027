import { type Interval, instantOf, minuteOf } from '../core/words/interval.ts';
import type { CycleContext } from '../pipeline/cycle.ts';
import { replayHistory } from '../pipeline/replay-history.ts';
import type { Database } from '../ports/database.ts';
import { migrateScratch } from '../store/migrate.ts';
import { readJudgedOutages } from '../store/read/history.ts';
import { type Backtest, compareOutcomes, type KnownOutage, type ReplayOutcome, readOutcome } from './backtest.ts';

/** Settings by name that differ from those in force. */
export type SettingChanges = Record<string, unknown>;

export interface HistoryTools {
  /** Only read. */
  history: Database;
  openScratch(): Promise<Database>;
  /** Stages 2 to 4 over a scratch database under the settings in force with these changes. */
  cycleOf(changes: SettingChanges, scratch: Database): CycleContext;
}

export interface HistoryRequest {
  brands: string[];
  /** Minutes of which is told. */
  told: Interval;
  /** Days before it that detection learns from. */
  learnDays: number;
  changes: SettingChanges;
  /** Known besides what people judged and reported as missed. */
  outages: KnownOutage[];
  signal?: AbortSignal;
}

/** Judges stored history twice, under the settings in force and under changed ones, and sets the two against each other. */
export async function backtestHistory(tools: HistoryTools, request: HistoryRequest): Promise<Backtest> {
  const before = await replayOnce(tools, request, {});
  const after = await replayOnce(tools, request, request.changes);
  const judged = await outagesJudged(tools.history, request);
  return compareOutcomes(before, after, [...request.outages, ...judged]);
}

async function outagesJudged(history: Database, { brands, told }: HistoryRequest): Promise<KnownOutage[]> {
  const range = { fromMs: instantOf(told.from), toMs: instantOf(told.to) };
  const outages = await readJudgedOutages(history, { brands, ...range });
  return outages.map(({ brand, fromMs, toMs }) => ({ brand, from: minuteOf(fromMs), to: minuteOf(toMs) + 1 }));
}

async function replayOnce(
  { history, openScratch, cycleOf }: HistoryTools,
  { brands, told, learnDays, signal }: HistoryRequest,
  changes: SettingChanges,
): Promise<ReplayOutcome> {
  const scratch = await openScratch();
  try {
    await migrateScratch(scratch);
    const context = cycleOf(changes, scratch);
    const cycle = { ...context, settings: { ...context.settings, isLasting: false } };
    const range = { from: told.from - learnDays * 1440, to: told.to };
    await replayHistory({ history, cycle, range, ...(signal ? { signal } : {}) });
    return await readOutcome(scratch, { brands, budgetMinutes: cycle.settings.budgetMinutes, told });
  } finally {
    await scratch.close();
  }
}
