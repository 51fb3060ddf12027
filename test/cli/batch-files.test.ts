import { execFile } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { withOutput } from '../../src/cli/batch-files.ts';
import { writeWhole } from '../../src/cli/whole-file.ts';
import { runOutcry } from '../support/cli-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-batch-'));
const outcry = join(import.meta.dirname, '../../dist/cli/outcry.js');
const archive = join(import.meta.dirname, '../../data/scenarios/demonstration.ndjson');
const at = (name: string) => join(folder, name);
const counts = 'stream_id,minute_utc,count,observed\na,29549280,1,1\n';
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(at('sub'), { recursive: true });
  writeFileSync(at('posts'), '{"id":"1","text":"is the site down?","profile":"Tampa, FL"}\n');
  writeFileSync(at('counts'), counts);
  writeFileSync(at('one'), readFileSync(archive, 'utf8').split('\n', 1)[0]!);
});

const usual = ['counts', 'one', 'posts', 'sub'];

/** Each batch command with what it reads. */
const batches: [name: string, input: string, flags: string[]][] = [
  ['classify', 'posts', []],
  ['locate', 'posts', []],
  ['detect', 'counts', ['--from-day', '0']],
  ['replay', 'one', ['--brand', 'brightcart']],
  ['backtest', 'one', ['--brand', 'brightcart', '--set', 'reopenMinutes=5']],
];

describe.each(batches)('outcry %s', { timeout: 120_000 }, (name, input, flags) => {
  const run = (...argv: string[]) => runOutcry([name, ...flags, ...argv]);

  it('refuses a folder or nothing as input, with a sentence and status 2', async () => {
    for (const [wrong, why] of [
      ['sub', 'it is a folder'],
      ['none', 'there is no file'],
    ] as const) {
      const { status, err } = await run('--in', at(wrong));
      expect({ status, err }).toEqual({
        status: 2,
        err: expect.stringContaining(`--in: can't read ${at(wrong)}: ${why}`),
      });
    }
  });

  it('refuses a folder, and a file where no folder is, as output', async () => {
    for (const [wrong, why] of [
      ['sub', 'it is a folder'],
      ['none/file', 'there is no folder'],
    ] as const) {
      const { status, err } = await run('--in', at(input), '--out', at(wrong));
      expect({ status, err }).toEqual({
        status: 2,
        err: expect.stringContaining(`--out: can't write ${at(wrong)}: ${why}`),
      });
    }
    expect(readdirSync(folder).sort()).toEqual(usual);
  });
});

describe.each(batches.slice(0, 3))('outcry %s, as it writes,', (name, input, flags) => {
  const run = (...argv: string[]) => runOutcry([name, ...flags, ...argv]);

  it.skipIf(!existsSync('/dev/full'))('says of a full disk that it is full, with status 2', async () => {
    const { status, err } = await run('--in', at(input), '--out', '/dev/full');
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringContaining("can't write /dev/full: its disk is full"),
    });
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('may write over its own input, and leaves nothing else behind', async () => {
    const before = (await run('--in', at(input))).out;
    const { status } = await run('--in', at(input), '--out', at(input));
    expect(status).toBe(0);
    expect(readFileSync(at(input), 'utf8')).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(usual);
  });
});

describe('an output', () => {
  const io = (signal = new AbortController().signal) => ({ cwd: folder, stdout: process.stdout, signal });

  it('leaves the file as it was when the work fails, or is broken off', async () => {
    const failing = withOutput('posts', io(), async (output) => {
      await output.write('half');
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    await withOutput('posts', io(AbortSignal.abort()), (output) => output.write('half'));
    expect(readFileSync(at('posts'), 'utf8')).toContain('is the site down?');
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it('keeps a link a link, and the permissions of the file that it replaces', async () => {
    writeFileSync(at('secret'), '', { mode: 0o600 });
    symlinkSync('secret', at('link'));
    await withOutput('link', io(), (output) => output.write('new'));
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('secret'), 'utf8')).toBe('new');
    expect(statSync(at('secret')).mode & 0o777).toBe(0o600);
  });

  it('of an export may be a device, which stays one, or full', async () => {
    const { signal, cwd } = io();
    await writeWhole('/dev/null', [Readable.from(['a'])], { signal, cwd });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    const full = writeWhole('/dev/full', [Readable.from(['a'])], { signal, cwd });
    await expect(full).rejects.toThrow("--out: can't write /dev/full: its disk is full");
  });
});

describe.skipIf(!existsSync(outcry))('standard output of the process (needs dist: npm run build)', () => {
  const shell = (line: string) =>
    new Promise<{ code: number; stderr: string }>((resolve) => {
      execFile('sh', ['-c', line], { cwd: folder }, (error, _out, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stderr }),
      );
    });

  it.skipIf(!existsSync('/dev/full'))('says that a disk is full, without a stack, with status 2', async () => {
    const said = {
      code: 2,
      stderr: expect.stringMatching(/^outcry: can't write to standard output: its disk is full/),
    };
    expect(await shell(`"${process.execPath}" "${outcry}" locate --in posts > /dev/full`)).toEqual(said);
  });

  it('is a file that the shell has opened, too', async () => {
    await shell(`"${process.execPath}" "${outcry}" locate --in posts --out /dev/stdout > out`);
    expect(readFileSync(at('out'), 'utf8')).toMatch(/^\{"id":"1".*\n$/);
    expect(readdirSync(folder)).toHaveLength(5);
  });
});
