// Makes an archive of posts from a plan: node scripts/run.mjs make-scenario PLAN [--out FILE] [--brand ID]
// The texts are those of the project's own corpus; archives are for the demonstration, tests and backtests of the
// pipeline, not for the evaluation of the classifier.
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBrandPacks } from '../src/adapters/assets/load-brand-packs.ts';
import { loadGazetteer } from '../src/adapters/assets/load-gazetteer.ts';
import { packageRoot } from '../src/adapters/assets/package-root.ts';
import { seededRandom } from '../src/core/stats/random.ts';
import { makeScenario } from './scenario/make.ts';
import { plans } from './scenario/plan.ts';
import { textsFor } from './scenario/texts.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, brand: { type: 'string' } },
});
const plan = plans[positionals[0] ?? ''];
if (!plan) {
  console.error(
    `Usage: node scripts/run.mjs make-scenario PLAN [--out FILE] [--brand ID]\nPlans: ${Object.keys(plans).join(', ')}`,
  );
  process.exit(2);
}
const brand = values.brand ?? plan.brand;
const pack = loadBrandPacks(join(packageRoot(), 'data/brands')).find(({ id }) => id === brand);
if (!pack) {
  console.error(`--brand: there is no pack "${brand}" in data/brands`);
  process.exit(2);
}
const posts = makeScenario(
  { ...plan, brand },
  {
    texts: textsFor(pack),
    gazetteer: loadGazetteer(),
    supportAccount: pack.supportAccounts[0]!,
    brandName: pack.name,
    random: seededRandom(plan.seed),
  },
);
const out = values.out ?? `${positionals[0]}.ndjson`;
const postsPerWrite = 10_000;
const file = openSync(out, 'w');
for (let n = 0; n < posts.length; n += postsPerWrite) {
  const some = posts.slice(n, n + postsPerWrite);
  writeFileSync(file, some.map((post) => `${JSON.stringify(post)}\n`).join(''));
}
closeSync(file);
console.error(`${posts.length} posts written to ${out}`);
