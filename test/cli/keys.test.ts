import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runOutcry } from '../support/cli-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const keys = (...argv: string[]) => runOutcry(['keys', ...argv], { env: { OUTCRY_DATA_DIR: folder } });

describe('outcry keys', { timeout: 60_000 }, () => {
  it('makes, rotates and revokes, and lists what is in force until when', async () => {
    const made = await keys('add', '--role', 'intake', '--name', 'support desk');
    expect(made).toMatchObject({ status: 0, out: expect.stringMatching(/^oc_[0-9a-f]{8}_\S{43}\n$/) });
    const old = made.out.slice(3, 11);
    const rotated = await keys('rotate', made.out.trim(), '--overlap', '5');
    expect(rotated).toMatchObject({ status: 0, err: expect.stringContaining(`${old} ends `) });
    const young = rotated.out.slice(3, 11);
    const { out } = await keys('list');
    expect(out).toMatch(new RegExp(`^${old} {2}intake +\\S+ {2}ends \\S+ {2}support desk$`, 'm'));
    expect(out).toMatch(new RegExp(`^${young} {2}intake +\\S+ {2}in force {2}support desk$`, 'm'));
    expect((await keys('revoke', old)).status).toBe(0);
    expect(await keys('rotate', old)).toMatchObject({
      status: 2,
      err: expect.stringContaining(`no key "${old}" in force`),
    });
  });

  it.each(['-1', '1.5', 'soon', '43201'])('refuses an overlap of %s before it opens anything', async (overlap) => {
    expect(await keys('rotate', '00000000', `--overlap=${overlap}`)).toMatchObject({
      status: 2,
      err: expect.stringContaining('0 to 43200'),
    });
  });
});
