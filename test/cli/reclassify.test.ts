import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { openStore } from '../../src/config/open-store.ts';
import { seed } from '../http/seed.ts';
import { runOutcry } from '../support/cli-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-reclassify-'));
const env = { OUTCRY_DATA_DIR: folder };

beforeAll(async () => {
  const { database } = await openStore(loadConfig(env));
  await seed(database);
  await database.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('outcry reclassify', { timeout: 60_000 }, () => {
  it('judges what another model had judged, once', async () => {
    const argv = ['reclassify', '--from', '2026-11-03', '--to', '2026-11-04'];
    expect((await runOutcry(argv, { env })).out).toMatch(
      /^29 reports judged anew by reports@\S+, \d+ of them differently\.\n$/,
    );
    expect((await runOutcry(argv, { env })).out).toMatch(/^0 reports judged anew/);
    expect((await runOutcry([...argv, '--again'], { env })).out).toMatch(/^29 .* 0 of them differently/);
  });

  it.each([
    [['reclassify'], '--from: '],
    [['reclassify', '--from', 'yesterday'], '--from: '],
    [['reclassify', '--from', '2026-11-04', '--to', '2026-11-03'], '--from must lie before --to'],
    [['reclassify', '--from', '2026-11-01', '--brand', 'nobody'], 'no watched brand "nobody"'],
  ])('%j is refused with what to do', async (argv, words) => {
    const { status, out, err } = await runOutcry(argv, { env });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(words);
  });
});
