import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/stats/random.ts';
import { isLong } from '../support/long-tests.ts';

const root = join(import.meta.dirname, '../..');
const target = join(root, 'test/support/kill-target.js');
const unbuilt = existsSync(join(root, 'dist/pipeline/poll-source.js'))
  ? ''
  : ': skipped, there is no dist (npm run build)';
const seed = 9;
const kills = isLong ? 50 : 20;
/** Each run is killed within its first four pages of 250. */
const postsInArchive = kills * 1_000;

const folder = mkdtempSync(join(tmpdir(), 'outcry-kill-'));
const archive = join(folder, 'archive.ndjson');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every fourth post names the brand; the others are stored uncounted. */
beforeAll(() => {
  const random = seededRandom(seed);
  const startAt = Date.UTC(2026, 2, 10);
  const lines = Array.from({ length: postsInArchive }, (_, n) =>
    JSON.stringify({
      source: 'bluesky',
      id: `p${n}`,
      author: `u${Math.floor(random() * 3_000)}`,
      text: n % 4 === 0 ? 'northwind is down' : 'a fine day',
      // All within the day that the clock stands behind.
      createdAt: startAt + n * (80_000_000 / postsInArchive),
    }),
  );
  writeFileSync(archive, lines.join('\n'));
});

/** Runs until `pages` pages were asked for and a little longer, then kills with SIGKILL; null: to the end. Gives the last line. */
async function run(database: string, killAfter: { pages: number; delayMs: number } | null): Promise<string> {
  const child = spawn(process.execPath, [target, database, archive], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let last = '';
  let pages = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (line === 'page' && ++pages === killAfter?.pages) setTimeout(() => child.kill('SIGKILL'), killAfter.delayMs);
  }
  await ended;
  if (killAfter) expect(child.signalCode).toBe('SIGKILL');
  return last;
}

function outcome(line: string): Record<string, unknown> {
  expect(line).toMatch(/^done /);
  return JSON.parse(line.slice('done '.length)) as Record<string, unknown>;
}

describe.skipIf(unbuilt)(`kill -9 during ingest${unbuilt}`, () => {
  it(`${kills} times: the database opens, every post is there once, and the counts are those of an undisturbed run (seed ${seed})`, async () => {
    const random = seededRandom(seed);
    const database = join(folder, 'killed');
    for (let n = 0; n < kills; n++)
      await run(database, { pages: 1 + Math.floor(random() * 4), delayMs: Math.floor(random() * 40) });
    const [killed, undisturbed] = await Promise.all([run(database, null), run(join(folder, 'undisturbed'), null)]);
    expect(outcome(killed)).toEqual(outcome(undisturbed));
    expect(outcome(killed)).toMatchObject({
      posts: { n: postsInArchive, different: postsInArchive },
      state: 'ok',
    });
  }, 900_000);
});
