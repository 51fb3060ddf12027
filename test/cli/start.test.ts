import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { within } from '../support/within.ts';

const root = join(import.meta.dirname, '../..');
const needed = ['dist/main.js', 'data/scenarios/demonstration.ndjson'].filter((path) => !existsSync(join(root, path)));
const missing = needed.length > 0 ? `: skipped, there is no ${needed.join(' and no ')}` : '';
const scenario = join(root, 'data/scenarios/demonstration.ndjson');
const folder = mkdtempSync(join(tmpdir(), 'outcry-start-'));

interface Started {
  address: string;
  child: ChildProcess;
  /** Seconds from the start to the address. */
  afterS: number;
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; afterMs: number }>;
}

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** `npm start` on a free port, with the demonstration. */
async function start(): Promise<Started> {
  const startedAt = performance.now();
  const config = join(folder, 'outcry.json');
  // A feed on a port that nobody listens on: a source that can't be reached, wherever the test runs.
  const sourceSettings = { rss: { feeds: [{ url: 'http://127.0.0.1:9/feed', brand: 'walmart' }] } };
  writeFileSync(
    config,
    JSON.stringify({ brands: ['walmart'], sources: ['rss'], allowInside: ['127.0.0.1'], sourceSettings }),
  );
  const env = {
    PATH: process.env.PATH,
    OUTCRY_CONFIG: config,
    OUTCRY_PORT: '0',
    OUTCRY_DATA_DIR: join(folder, 'data'),
    OUTCRY_LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, [join(root, 'dist/main.js')], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const askedAt = performance.now();
    child.kill(signal);
    const code = await ended;
    running.delete(child);
    return { code, afterMs: performance.now() - askedAt };
  };
  for await (const line of createInterface({ input: child.stdout! })) {
    const address = /^Outcry is running at (http:\S+)$/.exec(line)?.[1];
    if (address) return { address, child, afterS: (performance.now() - startedAt) / 1_000, stop };
  }
  throw new Error(`the system ended with ${await ended} before it listened`);
}

interface Page {
  items: Record<string, unknown>[];
}

async function get<T = Page>(address: string, path: string): Promise<T> {
  const reply = await fetch(`${address}${path}`);
  expect(reply.status, path).toBe(200);
  return (await reply.json()) as T;
}

describe.skipIf(missing)(`the built system${missing}`, () => {
  let firstPosts = 0;

  it('starts, shows an incident of the demonstration within a minute, and ends cleanly on SIGTERM', async () => {
    const { address, afterS, stop } = await start();
    expect(afterS).toBeLessThan(45);
    expect(await get(address, '/healthz')).toMatchObject({ alive: true });
    const incidents = await within(
      60,
      () => get(address, '/api/v1/incidents?brand=brightcart'),
      ({ items }) => items.length > 0,
    );
    expect(incidents.items[0]).toMatchObject({ brand: 'brightcart' });
    const sources = await within(
      60,
      () => get(address, '/api/v1/sources'),
      ({ items }) => items.some(({ id, state }) => id === 'rss' && state !== 'starting'),
    );
    firstPosts = Number(sources.items.find(({ id }) => id === 'demonstration')?.posts);
    expect(firstPosts).toBeGreaterThan(1_000);
    const rss = sources.items.find(({ id }) => id === 'rss');
    // What can't be reached is failing, never silent.
    expect(rss).toMatchObject({ state: 'failing', lastSuccessAt: null });
    expect(rss!.message).toMatch(/127\.0\.0\.1/);
    const { code, afterMs } = await stop();
    expect(code).toBe(0);
    expect(afterMs).toBeLessThan(10_000);
  }, 240_000);

  it('goes on where it was at a second start: nothing is taken in twice, the incident is still there', async () => {
    const { address, stop } = await start();
    const { items } = await get(address, '/api/v1/incidents?brand=brightcart');
    expect(items.length).toBe(1);
    const sources = await get(address, '/api/v1/sources');
    const posts = Number(sources.items.find(({ id }) => id === 'demonstration')?.posts);
    expect(posts).toBeGreaterThanOrEqual(firstPosts);
    expect(posts).toBeLessThanOrEqual(readFileSync(scenario, 'utf8').split('\n').length - 1);
    expect((await stop('SIGINT')).code).toBe(0);
  }, 120_000);

  it('says of a taken port that it is taken, without a stack, and ends', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', () => done()));
    const { port } = other.address() as AddressInfo;
    const env = {
      ...{ PATH: process.env.PATH, OUTCRY_PORT: String(port), OUTCRY_DATA_DIR: join(folder, 'taken') },
      ...{ OUTCRY_LOG_LEVEL: 'error', OUTCRY_BRANDS: 'walmart' },
    };
    const child = spawn(process.execPath, [join(root, 'dist/main.js')], { cwd: folder, env });
    running.add(child);
    const [code, told] = await Promise.all([
      new Promise<number | null>((resolve) => child.on('close', resolve)),
      text(child.stderr),
    ]);
    running.delete(child);
    other.close();
    expect(told).toMatch(
      new RegExp(`^outcry start: port ${port} of 127\\.0\\.0\\.1 is in use by another program.*OUTCRY_PORT`),
    );
    expect(told).not.toMatch(/^ +at /m);
    expect(code).toBe(2);
  }, 120_000);
});
