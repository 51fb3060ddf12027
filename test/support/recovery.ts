import { expect, type TestContext } from 'vitest';
import { type Recovery, recoveryLimitMs } from './recovery-lines.ts';

declare module 'vitest' {
  interface TaskMeta {
    recoveries?: Recovery[];
  }
}

/** Notes a recovery for the end of the run, where the slowest is told, and holds it to the limit. */
export function noteRecovery(task: TestContext['task'], from: string, ms: number, limitMs = recoveryLimitMs): void {
  task.meta.recoveries = [...(task.meta.recoveries ?? []), { from, ms, limitMs }];
  expect(ms, `recovery from ${from}`).toBeLessThanOrEqual(limitMs);
}
