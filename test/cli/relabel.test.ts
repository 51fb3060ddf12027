import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { openStore } from '../../src/config/open-store.ts';
import { seed } from '../http/seed.ts';
import { runOutcry } from '../support/cli-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-relabel-'));
const env = { OUTCRY_DATA_DIR: folder };

beforeAll(async () => {
  const { database } = await openStore(loadConfig(env));
  await seed(database);
  await database.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('outcry relabel and feedback', { timeout: 60_000 }, () => {
  it('corrects, lists, hands to training and takes back', async () => {
    const post = ['relabel', 'bluesky:004', '--brand', 'walmart'];
    const made = await runOutcry(
      [...post, '--kind', 'current', '--symptoms', 'cart', '--by', 'Ann', '--reason', 'basket'],
      {
        env,
      },
    );
    expect(made).toMatchObject({ status: 0, err: '' });
    const label = JSON.parse(made.out);
    expect(label).toMatchObject({ actor: 'Ann', reason: 'basket', symptoms: ['cart'], old: { model: 'kind@1' } });
    expect(JSON.parse((await runOutcry(['relabel', '--list'], { env })).out).id).toBe(label.id);

    const file = join(folder, 'feedback.ndjson');
    const written = await runOutcry(['feedback', 'export', '--brand', 'walmart', '--out', file], { env });
    expect(written).toMatchObject({ status: 0, err: '1 labeled posts written, 0 left out.\n' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ report: 'current', symptoms: ['cart'] });
    const piped = await runOutcry(['feedback', 'export'], { env });
    expect(piped.out).toBe(readFileSync(file, 'utf8'));

    const back = await runOutcry(['relabel', '--withdraw', String(label.id)], { env });
    expect(JSON.parse(back.out)).toMatchObject({ id: label.id, withdrawnBy: 'command line' });
    expect((await runOutcry(['relabel', '--list'], { env })).out).toBe('');
    expect((await runOutcry(['relabel', '--withdraw', String(label.id)], { env })).status).toBe(2);
  });

  it.each([
    [['relabel'], 'say POST'],
    [['relabel', 'a', '--brand', 'walmart'], '--kind'],
    [['relabel', 'a', '--brand', 'walmart', '--kind', 'broken'], '--kind'],
    [['relabel', 'a', '--kind', 'none'], '--brand'],
    [['relabel', 'a', 'b', '--brand', 'walmart', '--kind', 'none'], 'say POST'],
    [['relabel', '--withdraw', 'x'], 'say POST'],
    [['relabel', 'a', '--brand', 'walmart', '--kind', 'none'], 'no post "a" was judged for walmart'],
    [['feedback'], 'the only verb is "export"'],
    [['feedback', 'export', '--brand', 'nobody'], 'no brand pack "nobody"'],
  ])('%j is refused with what to do', async (argv, words) => {
    const { status, out, err } = await runOutcry(argv, { env });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(words);
  });
});
