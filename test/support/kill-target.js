// Ingests an archive into an on-disk database as the live system does, page by page, until it is killed or done:
// node test/support/kill-target.js DATABASE ARCHIVE. Over the build, because it is a process of its own; in plain
// JavaScript, so that it starts without a loader.

import { loadGazetteer } from '../../dist/adapters/assets/load-gazetteer.js';
import { PgliteDatabase } from '../../dist/adapters/databases/pglite.js';
import { inProcessQueue } from '../../dist/adapters/queues/in-process.js';
import { archive } from '../../dist/adapters/sources/archive.js';
import { compileBrands } from '../../dist/core/classify/brand-match.js';
import { createEvents } from '../../dist/observability/events.js';
import { createLogger } from '../../dist/observability/logger.js';
import { createMetrics } from '../../dist/observability/metrics.js';
import { aggregate } from '../../dist/pipeline/aggregate.js';
import { pollSource } from '../../dist/pipeline/poll-source.js';
import { migrate } from '../../dist/store/migrate.js';
import { registerSource } from '../../dist/store/sources.js';

const [dataDir, path] = process.argv.slice(2);
const clock = { now: () => Date.UTC(2026, 2, 11) };
const pack = { id: 'northwind', name: 'Northwind', role: 'brand', words: ['northwind'] };
const nothing = { handles: [], ambiguous: [], context: [], not: [], supportAccounts: [] };
const scores = { current: 1, resolved: 0, ack: 0, chatter: 0, none: 0 };
const verdict = { lang: 'en', kind: 'current', scores, symptoms: [], surfaces: [], abstained: false };
const knowledge = {
  brands: compileBrands([{ ...pack, ...nothing }]),
  classifier: { model: 'always@1', classify: (inputs) => inputs.map(() => verdict) },
  gazetteer: loadGazetteer(),
  salt: 'test',
};
const context = {
  knowledge,
  settings: { authorWindowMinutes: 60, copyWindowHours: 24, retentionDays: 90 },
  clock,
  random: () => 0,
  events: createEvents(createLogger({ level: 'silent' }), createMetrics({ ofProcess: false })),
  queue: inProcessQueue,
};

const database = await PgliteDatabase.open(dataDir);
await migrate(database);
await registerSource(database, { id: 'archive', kind: 'archive', atMs: clock.now() });
const source = archive.create(archive.settings.parse({ path, pageSize: 250 }), { id: 'archive', brands: [], clock });
const { fetchSince } = source;
source.fetchSince = (cursor, signal) => {
  process.stdout.write('page\n');
  return fetchSince(cursor, signal);
};
const signal = new AbortController().signal;
while ((await pollSource(source, { ...context, database }, signal)) > 0)
  await aggregate(database, { authorWindowMinutes: 60 });
const [posts] = await database.query('SELECT count(*) AS n, count(DISTINCT id) AS different FROM post');
const [counts] = await database.query(
  `SELECT count(*) AS n, sum(current) AS current, md5(string_agg(concat_ws(' ', minute, mentions, current), ',' ORDER BY minute)) AS digest
   FROM brand_minute`,
);
const [{ cursor, state }] = await database.query('SELECT cursor, state FROM source');
await database.close();
process.stdout.write(`done ${JSON.stringify({ posts, counts, cursor, state })}\n`);
