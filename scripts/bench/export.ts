// How fast and in how much memory exports are written, database included: node scripts/run.mjs bench/export [rows] [timeline|posts] [csv|ndjson|parquet]
// With DATABASE_URL (an empty database, or one that a run with as many rows has filled) on PostgreSQL, else on an embedded database in memory. Prints rows/s by the clock,
// rows per second of processor time of this process with all its threads (user and system; PostgreSQL is another process, the embedded database is part of it), the same of the
// main thread alone, in which the file is made (on Linux), and memory; for posts as CSV also the ratio to what the database's own COPY makes of
// the same columns, whose bytes nobody does anything with.
import { readFileSync } from 'node:fs';
import { openDatabase } from '../../src/adapters/databases/open-database.ts';
import { PgliteDatabase } from '../../src/adapters/databases/pglite.ts';
import { formats } from '../../src/adapters/formats/registry.ts';
import { exportData } from '../../src/commands/export-data.ts';
import type { ExportKind } from '../../src/commands/export-request.ts';
import type { Database } from '../../src/ports/database.ts';
import { migrate } from '../../src/store/migrate.ts';

const [rowsWanted = '200000', onlyWhat, onlyFormat] = process.argv.slice(2);
const rows = Number(rowsWanted);
const firstMinute = 29_000_000;
const { DATABASE_URL: databaseUrl } = process.env;

async function fill(database: Database): Promise<void> {
  const [filled] = await database.query('SELECT 1 FROM brand_minute UNION ALL SELECT 1 FROM report LIMIT 1');
  if (filled) return;
  const posts = [
    `INSERT INTO post SELECT 'bluesky:' || lpad(i::text, 9, '0'), 'bluesky', 'author-' || i % 50000,
       'walmart app has been down for me since this morning, login fails, try ' || i, 'en', ${firstMinute}::int8 * 60000 + i::int8 * 600,
       NULL, ${firstMinute}::int8 * 60000 + i::int8 * 600, NULL, 'https://bsky.app/profile/x/post/' || i, NULL, false, '', 'kept'
     FROM generate_series(0, ${rows - 1}) i`,
    `INSERT INTO report SELECT 'bluesky:' || lpad(i::text, 9, '0'), 'walmart', 'bluesky', 'current', 0.93,
       '{login,checkout_payment}', '{web,app}', 'US', 'TX', 'Dallas', '19100', 32.7, -96.8, 'city', 'text', 0.9,
       'author-' || i % 50000, '', ${firstMinute} + i / 100, 'reports@1' FROM generate_series(0, ${rows - 1}) i`,
  ];
  const counts = [
    `INSERT INTO stage_cursor VALUES ('detect', 'walmart', ${firstMinute + rows})`,
    `INSERT INTO stratum_count SELECT 'walmart', '*', '*', '*', ${firstMinute} + i, i % 5 FROM generate_series(0, ${rows - 1}) i WHERE i % 3 = 0`,
    `INSERT INTO brand_minute SELECT 'walmart', ${firstMinute} + i, i % 9, i % 5, 0, 0, 0, 0, '{}' FROM generate_series(0, ${rows - 1}) i`,
    `INSERT INTO expectation SELECT 'walmart', '*', '*', '*', ${Math.floor(firstMinute / 15)} + i, 0.5 + (i % 96) * 0.01, 0.2, 0
     FROM generate_series(0, ${Math.ceil(rows / 15)}) i`,
  ];
  // Only what is asked for: ten million posts take a while.
  const wanted = [...(onlyWhat === 'timeline' ? [] : posts), ...(onlyWhat === 'posts' ? [] : counts)];
  for (const statement of wanted) await database.query(statement);
  await database.script('VACUUM ANALYZE');
}

/** Seconds of processor time of the main thread; NaN where the system doesn't tell. */
function mainThreadSeconds(): number {
  try {
    const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

const minutesPerCopy = 1_000;

/** Rows a second by the clock of COPY alone. */
async function copyRate(database: Database): Promise<number> {
  const startedMs = performance.now();
  for (let from = firstMinute; from < firstMinute + rows / 100; from += minutesPerCopy)
    await database.copy(
      `SELECT r.post_id, r.source, r.minute, p.created_at, r.brand, r.kind, r.p_current, r.symptoms, r.surfaces, r.country, r.state, r.city,
         r.metro, r.lat, r.lon, r.place_level, p.text, p.lang, p.url, r.author_key, r.model
       FROM report r JOIN post p ON p.id = r.post_id
       WHERE r.brand = 'walmart' AND r.minute >= $1::int4 AND r.minute < $2::int4 ORDER BY r.minute, r.post_id`,
      [from, from + minutesPerCopy],
    );
  return (rows / (performance.now() - startedMs)) * 1_000;
}

async function measure(database: Database, what: ExportKind, format: string): Promise<void> {
  let written = 0;
  let bytes = 0;
  let most = 0;
  let parts = 0;
  const made = exportData(
    {
      database,
      format: formats[format]!,
      brands: ['walmart'],
      sourcesOf: () => ({ ids: [], only: false }),
      smallestCell: 5,
      authorWindowMinutes: 60,
      nowMs: Date.now(),
      versions: { config: 'c0ffee', model: 'reports@1', data: '1' },
      done: (n) => {
        written = n;
      },
    },
    { what, from: firstMinute * 60_000, to: (firstMinute + rows) * 60_000, bucket: '1m', tz: 'America/Chicago' },
  );
  const startedMs = performance.now();
  const before = process.cpuUsage();
  const mainBefore = mainThreadSeconds();
  for await (const part of made.bytes) {
    bytes += part.length;
    if (parts++ % 64 === 0) most = Math.max(most, process.memoryUsage.rss());
  }
  most = Math.max(most, process.memoryUsage.rss());
  const seconds = (performance.now() - startedMs) / 1_000;
  const { user, system } = process.cpuUsage(before);
  const main = mainThreadSeconds() - mainBefore;
  const perSecond = (s: number) => `${Math.round(written / s).toLocaleString('en')}/s`;
  console.log(
    `${what.padEnd(9)} ${format.padEnd(8)} ${written} rows, ${(bytes / 1e6).toFixed(1)} MB: ${perSecond(seconds)} by the clock, ${perSecond((user + system) / 1e6)} of processor time, ${perSecond(main)} of the main thread's, at most ${Math.round(most / 1e6)} MB`,
  );
  if (what !== 'posts' || format !== 'csv') return;
  const own = await copyRate(database);
  console.log(
    `${what.padEnd(9)} ${'COPY'.padEnd(8)} ${Math.round(own).toLocaleString('en')}/s by the clock; ratio to it: ${(written / seconds / own).toFixed(2)}`,
  );
}

const database = databaseUrl
  ? await openDatabase({ databaseUrl, dataDir: '' })
  : await PgliteDatabase.open('memory://');
await migrate(database);
await fill(database);
for (const what of ['timeline', 'posts'] as const)
  for (const format of Object.keys(formats))
    if ((onlyWhat ?? what) === what && (onlyFormat ?? format) === format) await measure(database, what, format);
await database.close();
