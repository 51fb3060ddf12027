import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { openStore } from '../../src/config/open-store.ts';
import { instantOf, isoInstant } from '../../src/core/words/interval.ts';
import { partBytes } from '../../src/ports/page-part.ts';
import { keepPartAside } from '../../src/store/page-queue.ts';
import { seededStore } from '../support/seeded-store.ts';

const at = Date.now() - 3_600_000;
const minute = Math.floor(at / 60_000);
const store = seededStore('parts');
beforeAll(async () => {
  await store.fill();
  const { database } = await openStore(loadConfig(store.env));
  const post = { id: 'x:1', source: 'x', nativeId: '1', author: 'key', text: 'walmart is down', createdAt: at };
  const keep = (sequence: number, bytes: Uint8Array, minutes: { from: number; to: number } | null) =>
    keepPartAside(database, { partition: 3, sequence, at, source: minutes ? 'x' : '', reason: 'why', bytes, minutes });
  const part = { source: 'x', page: 1, partition: 3, posts: [post] };
  await keep(1, partBytes(part), { from: minute, to: minute + 1 });
  await keep(2, new TextEncoder().encode('{'), null);
  await database.close();
}, 120_000);
afterAll(() => store.remove());

describe('outcry parts', { timeout: 180_000 }, () => {
  it('lists what is kept aside, puts back what can be, and drops the rest', async () => {
    const { lines } = await store.run('list');
    expect(lines).toMatchObject([
      { id: `3-1-${at}`, source: 'x', reason: 'why', posts: 1, from: isoInstant(instantOf(minute)) },
      { id: `3-2-${at}`, source: null, posts: null, from: null, bytes: 1 },
    ]);
    const back = await store.run('put-back', '--all');
    expect(back.lines).toEqual([
      { id: `3-1-${at}`, stored: 1, left: 0, fault: null },
      { id: `3-2-${at}`, stored: 0, left: null, fault: 'it is not JSON' },
    ]);
    expect(back.status).toBe(1);
    const dropped = await store.run('drop', '--part', `3-2-${at}`, '--reason', 'noise');
    expect(dropped.lines).toEqual([{ dropped: `3-2-${at}` }]);
    expect(await store.run('put-back', '--all')).toMatchObject({ status: 0, lines: [] });
    expect((await store.run('put-back', '--part', `3-1-${at}`)).err).toContain('is kept aside');
  });

  it.each([
    [['put-back'], /one of --part ID and --all/],
    [['put-back', '--all', '--part', '1-2-3'], /one of --part ID and --all/],
    [['put-back', '--part', '3'], /an id of "outcry parts list"/],
    [['drop', '--part', '1-2-3'], /--reason TEXT/],
    [['mend'], /no verb "mend"/],
  ])('refuses %j with status 2', async (argv, message) => {
    const { status, err } = await store.run(...argv);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
