import type { Reporter, TestModule } from 'vitest/node';
import { type Recovery, recoveryLines } from './recovery-lines.ts';

/** Ends the output with the slowest recovery from a fault, and one plain line that any program can read: `N passed, N failed, N skipped`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const recoveries: Recovery[] = [];
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      let any = false;
      for (const test of module.children.allTests()) {
        any = true;
        recoveries.push(...(test.meta().recoveries ?? []));
        const { state } = test.result();
        if (state === 'passed' || state === 'failed' || state === 'skipped') counts[state]++;
      }
      if (!any && module.state() === 'failed') counts.failed++;
    }
    for (const line of recoveryLines(recoveries)) process.stdout.write(`\n${line}`);
    if (recoveries.length > 0) process.stdout.write('\n');
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
}
