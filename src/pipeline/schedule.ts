import cron from 'node-cron';
import type { Events } from '../observability/events.ts';
import type { Clock } from '../ports/clock.ts';

/** Something done again and again. */
export interface Job {
  name: string;
  everyMs: number;
  /** Random delay before each run, so that many installations don't ask a service in the same second. */
  jitterMs: number;
  run(signal: AbortSignal): Promise<void>;
}

export interface Schedule {
  /** Runs every job once now, besides its times. */
  kick(): void;
  /** No run begins any more; resolves when those in progress have ended. */
  stop(): Promise<void>;
}

/** By which clock the system lives, and what runs its jobs. A simulation has others than life. */
export interface Pace {
  clock: Clock;
  startSchedule(jobs: Job[], events: Events): Schedule;
}

/** Runs jobs by cron, none of them twice at a time; a run that fails is told once and doesn't stop the next. */
export function startSchedule(jobs: Job[], events: Events): Schedule {
  const abort = new AbortController();
  const running = new Set<Promise<void>>();
  const busy = new Set<string>();
  const runOnce = (job: Job): Promise<void> => {
    if (busy.has(job.name) || abort.signal.aborted) return Promise.resolve();
    busy.add(job.name);
    const run = job
      .run(abort.signal)
      .catch((error: unknown) => events.stageFailed(job.name, error))
      .finally(() => {
        busy.delete(job.name);
        running.delete(run);
      });
    running.add(run);
    return run;
  };
  const tasks = jobs.map((job) =>
    cron.schedule(cronExpression(job.everyMs), () => runOnce(job), {
      name: job.name,
      noOverlap: true,
      maxRandomDelay: job.jitterMs,
      suppressMissedWarning: true,
      logger: quietLogger,
    }),
  );
  return {
    kick: () => {
      for (const job of jobs) void runOnce(job);
    },
    stop: async () => {
      abort.abort();
      await Promise.all(tasks.map((task) => task.destroy()));
      await Promise.all(running);
    },
  };
}

/** A run that is skipped because the last one still goes on is the rule for slow sources, not news. */
const quietLogger = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** The nearest cron expression: seconds up to a minute, minutes up to an hour, then hours. */
export function cronExpression(everyMs: number): string {
  const seconds = Math.max(1, Math.round(everyMs / 1_000));
  if (seconds < 60) return `*/${seconds} * * * * *`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `0 */${minutes} * * * *`;
  return `0 0 */${Math.min(23, Math.round(minutes / 60))} * * *`;
}
