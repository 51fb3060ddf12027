import type { Reporter, TestModule } from 'vitest/node';
import type { Recovery } from './recovery.ts';

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
    const [slowest] = recoveries.sort((a, b) => b.ms - a.ms);
    if (slowest)
      process.stdout.write(
        `\ncurrent again after ${recoveries.length} faults, at the latest ${(slowest.ms / 1_000).toFixed(1)} s after the end: ${slowest.from}\n`,
      );
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
}
