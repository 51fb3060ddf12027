import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PgliteDatabase } from '../../src/adapters/databases/pglite.ts';
import type { CliIo } from '../../src/cli/command.ts';
import { command as exportCommand } from '../../src/cli/export.ts';
import { command as keysCommand } from '../../src/cli/keys.ts';
import { migrate } from '../../src/store/migrate.ts';
import { seed } from '../http/seed.ts';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outcry-export-'));
  const database = await PgliteDatabase.open(join(folder, 'database'), { template: inject('databaseTemplate') });
  await migrate(database);
  await seed(database);
  await database.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(command: typeof exportCommand, argv: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const io: CliIo = {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: { OUTCRY_DATA_DIR: folder, OUTCRY_DEMONSTRATION: 'false' },
    cwd: folder,
    signal: new AbortController().signal,
  };
  const out: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => out.push(chunk));
  stderr.resume();
  const status = await command.run(argv, io);
  return { status, stdout: Buffer.concat(out).toString() };
}

const range = ['--from', '2026-11-03T14:00:00Z', '--to', '2026-11-03T15:00:00Z'];

describe('outcry export', () => {
  it('writes to standard output', async () => {
    const { status, stdout } = await run(exportCommand, ['--what', 'incidents', ...range]);
    expect(status).toBe(0);
    expect(stdout.split('\n')[1]).toMatch(/^inc-1,walmart,confirmed,2026-11-03T14:40:00Z/);
    // As the API names them: both give the same file.
    expect(stdout).toMatch(/config=[0-9a-f]+ model=\S+@\d+ data=[0-9a-f]{8,}$/m);
  });

  it('writes a file that appears only once it is complete', async () => {
    const out = join(folder, 'posts.ndjson');
    const args = ['--what', 'posts', '--format', 'ndjson', '--brand', 'walmart', ...range, '--out', out];
    expect((await run(exportCommand, args)).stdout).toBe('');
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(29);
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  it.each([
    [[], /--what/],
    [['--what', 'everything', ...range], /--what/],
    [['--what', 'posts', '--from', '2026-11-03'], /--to/],
    [['--what', 'posts', '--from', '2026-11-04', '--to', '2026-11-03'], /--from must lie before/],
    [['--what', 'posts', '--format', 'xlsx', ...range], /--format/],
    [['--what', 'timeline', '--tz', 'Mars', ...range], /--tz.*IANA/],
    [['--waht', 'posts', ...range], /waht/],
  ])('refuses %j', async (argv, message) => {
    await expect(run(exportCommand, argv)).rejects.toThrow(message);
  });
});

describe('outcry keys', () => {
  it('makes, lists and revokes keys', async () => {
    const { stdout } = await run(keysCommand, ['add', '--role', 'viewer', '--name', 'board']);
    const key = stdout.trim();
    expect(key).toMatch(/^oc_[0-9a-f]{8}_/);
    expect((await run(keysCommand, ['revoke', key.slice(3, 11)])).status).toBe(0);
    const listed = (await run(keysCommand, ['list'])).stdout;
    expect(listed).toMatch(new RegExp(`^${key.slice(3, 11)}  viewer .* revoked .* board$`, 'm'));
    expect(listed).not.toContain(key.slice(12));
  });

  it.each([
    [[], /say "list"/],
    [['add', '--name', 'x'], /--role/],
    [['add', '--role', 'root', '--name', 'x'], /--role/],
    [['add', '--role', 'viewer', '--name', ' '], /--name/],
    [['revoke'], /say "list"/],
  ])('refuses %j', async (argv, message) => {
    await expect(run(keysCommand, argv)).rejects.toThrow(message);
  });
});
