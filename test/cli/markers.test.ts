import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededStore } from '../support/seeded-store.ts';

const store = seededStore('markers');
beforeAll(() => store.fill(), 120_000);
afterAll(() => store.remove());

describe('outcry markers', { timeout: 180_000 }, () => {
  it('adds and lists', async () => {
    const added = await store.run('add', '--brand', 'walmart', '--kind', 'deploy', '--note', 'login 4.2');
    expect(added.lines).toMatchObject([{ brand: 'walmart', kind: 'deploy', name: 'command line' }]);
    await store.run('add', '--brand', 'walmart', '--kind', 'other', '--note', 'old', '--at', '2020-01-01T00:00:00Z');
    expect((await store.run('list', '--brand', 'walmart')).lines).toEqual(added.lines);
  });

  it.each([
    ['an unknown kind', ['add', '--brand', 'walmart', '--kind', 'party', '--note', 'x'], /--kind/],
    ['a brand that isn’t watched', ['add', '--brand', 'acme', '--kind', 'deploy', '--note', 'x'], /"acme"/],
    ['a list of nobody’s', ['list'], /--brand/],
  ])('refuses %s with status 2', async (_what, argv, message) => {
    const { status, err } = await store.run(...argv);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
