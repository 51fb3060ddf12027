import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf } from '../../src/cli/restore.ts';
import { runOutcry } from '../support/cli-run.ts';
import { isLong } from '../support/long-tests.ts';
import { seededStore } from '../support/seeded-store.ts';

const store = seededStore('backup');
const folder = mkdtempSync(join(tmpdir(), 'outcry-restored-'));
const file = join(folder, 'backup.gz');
beforeAll(() => (isLong ? store.fill() : undefined), 120_000);
afterAll(() => {
  store.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('outcry backup and restore', { timeout: 60_000 }, () => {
  it.runIf(isLong)('carry an installation into another folder', async () => {
    expect(await runOutcry(['backup', '--out', file], { env: store.env })).toEqual({ status: 0, out: '', err: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const env = { OUTCRY_DATA_DIR: join(folder, 'elsewhere') };
    const { status, out } = await runOutcry(['restore', '--in', file], { env });
    expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/^Restored \d+ rows of 20/) });
  });

  it('tell a file that is cut, or none', async () => {
    const cut = join(folder, 'cut.gz');
    writeFileSync(cut, gzipSync(randomBytes(5_000)).subarray(0, 2_000));
    const read = async (path: string) => {
      for await (const line of linesOf(path, new AbortController().signal)) expect(line).toBeTypeOf('string');
    };
    await expect(read(cut)).rejects.toThrow(/can't be read as a backup/);
    writeFileSync(cut, 'no gzip');
    await expect(read(cut)).rejects.toThrow(/can't be read as a backup/);
    const missing = await runOutcry(['restore', '--in', '/nowhere/x.gz']);
    expect(missing).toMatchObject({ status: 2, err: expect.stringContaining('there is no file') });
    expect(await runOutcry(['restore'])).toMatchObject({ status: 2, err: expect.stringContaining('--in must name') });
  });
});
