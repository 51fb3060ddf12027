import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededStore } from '../support/seeded-store.ts';

const store = seededStore('statements');
beforeAll(() => store.fill(), 120_000);
afterAll(() => store.remove());

describe('outcry statements', { timeout: 180_000 }, () => {
  it('drafts, proposes the draft or one’s own words, and approves', async () => {
    const [draft] = (await store.run('draft', 'inc-1')).lines;
    expect(draft).toMatchObject({ kind: 'holding', nextUpdateMinutes: 30 });
    const [proposed] = (await store.run('propose', 'inc-1', '--name', 'Ada')).lines;
    expect(proposed).toMatchObject({ en: draft.en, es: draft.es, proposedBy: 'Ada', approvedAt: null });
    const own = ['--en', 'Fixed.', '--es', 'Listo.', '--kind', 'all-clear'];
    expect((await store.run('propose', 'inc-1', ...own)).lines).toMatchObject([{ id: 2, nextUpdateMinutes: null }]);
    const [approved] = (await store.run('approve', 'inc-1', '--statement', '1', '--name', 'Grace')).lines;
    expect(approved).toMatchObject({ id: 1, approvedBy: 'Grace' });
    expect((await store.run('list', 'inc-1')).lines.map(({ id, approvedBy }) => [id, approvedBy])).toEqual([
      [2, null],
      [1, 'Grace'],
    ]);
    expect((await store.run('approve', 'inc-1', '--statement', '1')).err).toContain('no statement 1');
  });

  it.each([
    ['one language alone', ['propose', 'inc-1', '--en', 'Only English.'], /--es/],
    ['an incident that isn’t there', ['draft', 'none'], /no incident "none"/],
    ['a statement without a number', ['approve', 'inc-1'], /--statement/],
  ])('refuses %s with status 2', async (_what, argv, message) => {
    const { status, err } = await store.run(...argv);
    expect(status).toBe(2);
    expect(err).toMatch(message);
  });
});
