/**
 * Feeds every parser that faces the outside with mutated inputs. Run: node scripts/run.mjs fuzz [--millions 10] [--seed 1] [--only NAME] [--guide N]
 * Prints inputs a second by parser; what crashes, or takes over a second of CPU, is written to test/fixtures/fuzz, which the suite
 * tries each time. Exit status 1 when something was found. With --guide it searches by coverage first, N inputs for each parser, and what
 * reaches new code is kept in test/fixtures/fuzz/reached and mutated from then on.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { keepFailed, keepReached, reachedInputs, withReached } from './fuzz/corpus.ts';
import { Coverage } from './fuzz/coverage.ts';
import { guide } from './fuzz/guide.ts';
import { type FuzzFailure, fuzz } from './fuzz/run.ts';
import { type FuzzTarget, fuzzTargets } from './fuzz/targets.ts';

const text = { type: 'string' } as const;
const options = { millions: text, seed: text, only: text, guide: text };
const { millions = '10', seed = '1', only, guide: guided = '0' } = parseArgs({ options }).values;
const targets = fuzzTargets.filter(({ name }) => only === undefined || name === only);
const inputs = Math.ceil((Number(millions) * 1e6) / targets.length);
let found = 0;
process.on('unhandledRejection', (error) => {
  console.error('unhandled rejection:', error);
  process.exitCode = 1;
});

if (Number(guided) > 0) {
  const coverage = new Coverage((url) => /^file:.*\/(src|node_modules)\//.test(url));
  for (const target of targets) search(target, Number(guided), coverage);
  coverage.close();
}
for (const target of targets) {
  const before = process.cpuUsage();
  const failures = fuzz(withReached(target), { inputs, seed: Number(seed) });
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  console.log(
    `${target.name.padEnd(16)} ${inputs} inputs, ${Math.round(inputs / seconds)} a second of CPU, ${failures.length} failures`,
  );
  keep(failures);
}
console.log(`${inputs * targets.length} inputs, ${found} failures (seed ${seed})`);
if (found > 0) process.exitCode = 1;

function search(target: FuzzTarget, tries: number, coverage: Coverage): void {
  const before = reachedInputs(target);
  const { found: fresh, failures } = guide(withReached(target), { inputs: tries, seed: Number(seed), coverage });
  if (fresh.length > 0) keepReached(target, [...before, ...fresh]);
  console.log(
    `${target.name.padEnd(16)} ${tries} inputs by coverage, ${fresh.length} reached new code, ${before.length} had`,
  );
  keep(failures);
}

function keep(failures: FuzzFailure[]): void {
  found += failures.length;
  for (const failure of failures) {
    const file = keepFailed(failure, createHash('sha256').update(failure.input).digest('hex').slice(0, 12));
    console.log(`  ${failure.why.slice(0, 200)} → ${file}`);
  }
}
