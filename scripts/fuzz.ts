/**
 * Feeds every parser that faces the outside with mutated inputs. Run: node scripts/run.mjs fuzz [--millions 10] [--seed 1] [--only NAME]
 * Prints inputs a second by parser; what crashes, or takes over a second of CPU, is written to test/fixtures/fuzz, which the suite
 * tries each time. Exit status 1 when something was found.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/run.ts';
import { fuzzTargets } from './fuzz/targets.ts';

const corpus = join(import.meta.dirname, '../test/fixtures/fuzz');
const text = { type: 'string' } as const;
const { millions = '10', seed = '1', only } = parseArgs({ options: { millions: text, seed: text, only: text } }).values;
const targets = fuzzTargets.filter(({ name }) => only === undefined || name === only);
const inputs = Math.ceil((Number(millions) * 1e6) / targets.length);
let found = 0;
process.on('unhandledRejection', (error) => {
  console.error('unhandled rejection:', error);
  process.exitCode = 1;
});

for (const target of targets) {
  const before = process.cpuUsage();
  const failures = fuzz(target, { inputs, seed: Number(seed) });
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  console.log(
    `${target.name.padEnd(16)} ${inputs} inputs, ${Math.round(inputs / seconds)} a second of CPU, ${failures.length} failures`,
  );
  found += failures.length;
  for (const failure of failures) {
    const name = createHash('sha256').update(failure.input).digest('hex').slice(0, 12);
    writeFileSync(join(corpus, `${name}.json`), `${JSON.stringify(failure, null, 2)}\n`);
    console.log(`  ${failure.why.slice(0, 200)} → ${name}.json`);
  }
}
console.log(`${inputs * targets.length} inputs, ${found} failures (seed ${seed})`);
if (found > 0) process.exitCode = 1;
