import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { openStore } from '../../src/config/open-store.ts';
import { seed } from '../http/seed.ts';
import { runOutcry } from '../support/cli-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-clusters-'));
const env = { OUTCRY_DATA_DIR: folder };

beforeAll(async () => {
  const { database } = await openStore(loadConfig(env));
  await seed(database);
  await database.query("UPDATE report SET symptoms = ARRAY['other'] WHERE kind = 'current'");
  await database.query("UPDATE post SET text = 'walmart gift card balance is empty'");
  await database.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('outcry clusters', { timeout: 60_000 }, () => {
  const asked = ['clusters', '--brand', 'walmart', '--from', '2026-11-03', '--to', '2026-11-04'];
  it('tells clusters with their words and posts, and prints what to add to the pack', async () => {
    const { status, out } = await runOutcry(asked, { env });
    expect(status).toBe(0);
    expect(out).toMatch(
      /^28 of 28 current reports have no named symptom\.\n\n\w+: 25 people, .*balance.*\n {2}walmart gift card/,
    );
    const { id } = JSON.parse((await runOutcry([...asked, '--json'], { env })).out) as { id: string };
    const printed = await runOutcry([...asked, '--cluster', id, '--name', 'gift_cards'], { env });
    expect(JSON.parse(printed.out).symptomWords.gift_cards).toContain('gift card');
  });

  it.each([
    [['clusters'], '--brand'],
    [['clusters', '--brand', 'nobody'], 'no brand pack "nobody"'],
    [[...asked, '--least', '1'], '--least'],
    [[...asked, '--name', 'x'], '--name goes with --cluster'],
    [[...asked, '--cluster', 'x', '--name', 'X'], '--name goes with --cluster'],
    [[...asked, '--cluster', 'x'], 'there is none of this name'],
  ])('%j is refused with what to do', async (argv, words) => {
    const { status, out, err } = await runOutcry(argv, { env });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(words);
  });
});
