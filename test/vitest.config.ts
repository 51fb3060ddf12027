import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/database-template.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What comes in its own time comes later on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    maxWorkers: 2,
    // What a file imports is loaded once for all files of a worker: no test changes what others share.
    isolate: false,
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
