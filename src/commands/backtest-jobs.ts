import { randomBytes } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { Backtest } from './backtest.ts';
import { backtestHistory, type HistoryRequest, type HistoryTools } from './backtest-history.ts';

/** A backtest that was asked for. It lives as long as the process. */
export interface BacktestJob {
  id: string;
  askedAt: number;
  endedAt: number | null;
  request: HistoryRequest;
  state: 'running' | 'done' | 'failed';
  result: Backtest | null;
  /** Why it failed. */
  message: string | null;
}

export interface BacktestJobs {
  /** Begins one; null while another is running, for each takes a database of its own. */
  begin(request: HistoryRequest): BacktestJob | null;
  find(id: string): BacktestJob | null;
  /** Newest first. */
  list(): BacktestJob[];
  /** Ends what is running and resolves when it is gone. */
  close(): Promise<void>;
}

const keptJobs = 20;

export function createBacktestJobs(
  tools: HistoryTools & { clock: Clock; failed: (error: unknown) => void },
): BacktestJobs {
  const jobs: BacktestJob[] = [];
  const ending = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function carryOut(job: BacktestJob): Promise<void> {
    try {
      job.result = await backtestHistory(tools, { ...job.request, signal: ending.signal });
      job.state = 'done';
    } catch (error) {
      job.state = 'failed';
      job.message = ending.signal.aborted ? 'the server was stopped' : 'the replay failed; the log tells more';
      if (!ending.signal.aborted) tools.failed(error);
    }
    job.endedAt = tools.clock.now();
  }

  return {
    begin(request) {
      if (jobs[0]?.state === 'running') return null;
      const id = randomBytes(6).toString('hex');
      const askedAt = tools.clock.now();
      const job: BacktestJob = { id, askedAt, endedAt: null, request, state: 'running', result: null, message: null };
      jobs.unshift(job);
      jobs.length = Math.min(jobs.length, keptJobs);
      running = carryOut(job);
      return job;
    },
    find: (id) => jobs.find((job) => job.id === id) ?? null,
    list: () => [...jobs],
    async close() {
      ending.abort();
      await running;
    },
  };
}
