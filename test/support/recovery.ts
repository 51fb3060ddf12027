import { expect, type TestContext } from 'vitest';

/** How long after the end of a fault everything was current again. */
export interface Recovery {
  from: string;
  ms: number;
}

declare module 'vitest' {
  interface TaskMeta {
    recoveries?: Recovery[];
  }
}

/** Longest time after the end of a fault in which what waits must have been caught up with. */
export const recoveryLimitMs = 60_000;

/** Notes a recovery for the end of the run, where the slowest is told, and holds it to the limit. */
export function noteRecovery(task: TestContext['task'], from: string, ms: number, limitMs = recoveryLimitMs): void {
  task.meta.recoveries = [...(task.meta.recoveries ?? []), { from, ms }];
  expect(ms, `recovery from ${from}`).toBeLessThanOrEqual(limitMs);
}
