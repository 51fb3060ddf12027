import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportFeedback } from '../../src/commands/export-feedback.ts';
import { relabel, withdrawLabel } from '../../src/commands/relabel.ts';
import { aggregate } from '../../src/pipeline/aggregate.ts';
import type { Database } from '../../src/ports/database.ts';
import { readLabels } from '../../src/store/labels.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import {
  countsOf,
  currentByMinute,
  emptyTables,
  ingestSettings,
  postOf,
  startAt,
  takeIn,
} from '../support/ingest-world.ts';

const now = startAt + 3_600_000;
let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyTables(database));

const { authorWindowMinutes } = ingestSettings;
const tools = (actor = 'ann') => ({ database, clock: { now: () => now }, actor, authorWindowMinutes });
const count = () => aggregate(database, { authorWindowMinutes });
const correct = (native: string, changes: Partial<Parameters<typeof relabel>[1]> = {}) =>
  relabel(tools(), { postId: `bluesky:${native}`, brand: 'northwind', kind: 'none', reason: '', ...changes });

async function verdictOf(native: string) {
  const [row] = await database.query(
    'SELECT kind, p_current, symptoms, surfaces, model FROM report WHERE post_id = $1',
    [`bluesky:${native}`],
  );
  return row;
}

async function examples(): Promise<Record<string, unknown>[]> {
  const found = [];
  const packs = [{ ...brandPack(), handles: ['northwind'] }];
  for await (const line of exportFeedback({ database, packs }).lines) found.push(JSON.parse(line));
  return found;
}

describe('a label', () => {
  it('takes effect on the report and on what is counted, and says who, when, why and what was before', async () => {
    await takeIn(database, [postOf('a', 0), postOf('b', 0)]);
    expect(await currentByMinute(database)).toEqual({ 0: 2 });
    const label = await correct('a', { reason: 'about the price' });
    await count();
    expect(await currentByMinute(database)).toEqual({ 0: 1 });
    expect(await verdictOf('a')).toEqual({ kind: 'none', p_current: 0, symptoms: [], surfaces: [], model: 'person' });
    expect(label).toMatchObject({ actor: 'ann', at: now, reason: 'about the price', kind: 'none', withdrawnAt: null });
    expect(label!.old).toEqual({
      kind: 'current',
      pCurrent: 1,
      symptoms: ['login'],
      surfaces: ['app'],
      model: 'keywords@1',
    });
    const [audit] = await database.query('SELECT actor, action, detail FROM audit ORDER BY id DESC LIMIT 1');
    expect(audit).toMatchObject({
      actor: 'ann',
      action: 'report-labeled',
      detail: { post: 'bluesky:a', kind: 'none' },
    });
  });

  it('makes a person’s next report count when it takes the first away, and not any more when it comes back', async () => {
    const author = 'one person';
    await takeIn(database, [postOf('a', 0, { author }), postOf('b', 20, { author })]);
    expect(await currentByMinute(database)).toEqual({ 0: 1 });
    const label = await correct('a');
    await count();
    expect(await currentByMinute(database)).toEqual({ 20: 1 });
    await withdrawLabel(tools(), label!.id);
    await count();
    expect(await currentByMinute(database)).toEqual({ 0: 1 });
  });

  it('makes a report of a post that the model took for none', async () => {
    await takeIn(database, [postOf('a', 0, { text: 'northwind keeps throwing me out' })]);
    await correct('a', { kind: 'current', symptoms: ['login'], surfaces: ['app'] });
    await count();
    expect(await countsOf(database)).toEqual(expect.arrayContaining([expect.stringMatching(/ login app \* 1$/)]));
    expect(await verdictOf('a')).toMatchObject({ kind: 'current', p_current: 1, symptoms: ['login'] });
  });

  it('without symptoms keeps those that stand, or says "other"', async () => {
    await takeIn(database, [postOf('a', 0), postOf('b', 1, { text: 'northwind hm' })]);
    await correct('a', { kind: 'resolved' });
    await correct('b', { kind: 'current' });
    expect(await verdictOf('a')).toMatchObject({ kind: 'resolved', p_current: 0, symptoms: ['login'] });
    expect(await verdictOf('b')).toMatchObject({ kind: 'current', symptoms: ['other'] });
  });

  it('can be taken back once, which restores the verdict and the counts', async () => {
    await takeIn(database, [postOf('a', 0)]);
    const before = [await verdictOf('a'), await countsOf(database)];
    const label = await correct('a');
    await count();
    expect(await countsOf(database)).not.toEqual(before[1]);
    expect(await withdrawLabel(tools('bob'), label!.id)).toMatchObject({ withdrawnBy: 'bob', withdrawnAt: now });
    await count();
    expect([await verdictOf('a'), await countsOf(database)]).toEqual(before);
    expect(await withdrawLabel(tools(), label!.id)).toBeNull();
    expect(await readLabels(database, { all: false, limit: 9 })).toEqual([]);
    expect(await readLabels(database, { all: true, limit: 9 })).toHaveLength(1);
  });

  it('takes the place of an earlier one and still keeps the model’s verdict', async () => {
    await takeIn(database, [postOf('a', 0)]);
    await correct('a');
    const second = await correct('a', { kind: 'chatter' });
    expect(second!.old).toMatchObject({ kind: 'current', model: 'keywords@1' });
    expect(await readLabels(database, { all: false, limit: 9 })).toHaveLength(1);
    await withdrawLabel(tools(), second!.id);
    expect(await verdictOf('a')).toMatchObject({ kind: 'current', model: 'keywords@1' });
  });

  it('is refused for a post that nobody judged', async () => {
    expect(await correct('nothing')).toBeNull();
    expect(await withdrawLabel(tools(), 999_999)).toBeNull();
  });

  it('lapses when the author edits the post, and does not overwrite what was judged since', async () => {
    await takeIn(database, [postOf('a', 0)]);
    const label = await correct('a');
    await takeIn(database, [postOf('a', 0, { text: 'northwind works again' })]);
    expect(await verdictOf('a')).toMatchObject({ kind: 'resolved', model: 'keywords@1' });
    expect(await examples()).toEqual([]);
    await withdrawLabel(tools(), label!.id);
    expect(await verdictOf('a')).toMatchObject({ kind: 'resolved', model: 'keywords@1' });
  });
});

describe('feedback', () => {
  it('is labeled posts in the corpus’ form, without anybody’s account, address or number', async () => {
    const text = 'hi @jane.doe and @northwind, login is {down}, mail me at jane@example.org or 555 0100 200';
    await takeIn(database, [postOf('a', 0, { text, author: 'did:plc:jane' }), postOf('b', 1)]);
    await correct('a', { kind: 'current', symptoms: ['login'], surfaces: ['web'] });
    expect(await examples()).toEqual([
      {
        text: 'hi @user and @northwind, login is (down), mail me at [email] or [number]',
        lang: 'en',
        report: 'current',
        symptoms: ['login'],
        surfaces: ['web'],
        brand: 'Northwind',
        industry: 'retail',
      },
    ]);
  });

  it('leaves out other languages and invented brands, and says how many', async () => {
    await takeIn(database, [
      postOf('a', 0, { text: 'die northwind website geht nicht und ich kann mich nicht einloggen' }),
    ]);
    await correct('a', { kind: 'current' });
    const { lines, counts } = exportFeedback({ database, packs: [brandPack()] });
    for await (const _ of lines);
    expect(counts).toEqual({ written: 0, leftOut: 1 });
    const { lines: demo, counts: demoCounts } = exportFeedback({
      database,
      packs: [{ ...brandPack(), demonstration: true }],
    });
    for await (const _ of demo);
    expect(demoCounts).toEqual({ written: 0, leftOut: 1 });
  });

  it('loses the text of a post that is deleted at its source, the label stays on record', async () => {
    await takeIn(database, [postOf('a', 0)]);
    await correct('a', { kind: 'chatter' });
    expect(await examples()).toHaveLength(1);
    await takeIn(database, [postOf('a', 0, { deleted: true })]);
    expect(await examples()).toEqual([]);
    const [label] = await readLabels(database, { all: true, limit: 9 });
    expect(label).toMatchObject({ postId: 'bluesky:a', kind: 'chatter' });
    expect(JSON.stringify(label)).not.toContain('login is down');
  });
});
