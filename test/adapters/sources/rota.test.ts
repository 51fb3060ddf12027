import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRota, type RotaOptions } from '../../../src/adapters/sources/rota.ts';
import { SourceError, type SourceErrorKind } from '../../../src/ports/source.ts';

const signal = new AbortController().signal;

function rota(places: string[], faults: Record<string, SourceErrorKind>, more: Partial<RotaOptions<number>> = {}) {
  const asked: [string, number | null][] = [];
  const made = createRota<number>({
    source: 'test',
    places,
    position: z.number(),
    ask: async (place, position) => {
      asked.push([place, position]);
      const kind = faults[place];
      if (kind) throw new SourceError(kind, `${place} fails`);
      const next = (position ?? 0) + 1;
      return { posts: [], position: next, more: next % 2 === 1 };
    },
    ...more,
  });
  return { ...made, asked, faults };
}

async function round(fetchSince: ReturnType<typeof rota>['fetchSince'], cursor: string | null) {
  let page = await fetchSince(cursor, signal);
  while (page.more) page = await fetchSince(page.cursor, signal);
  return page;
}

describe('asking several places in turn', () => {
  it('gives each as many requests as it has pages, and keeps their positions apart', async () => {
    const { fetchSince, asked } = rota(['a', 'b'], {});
    const page = await round(fetchSince, null);
    expect(asked).toEqual([
      ['a', null],
      ['a', 1],
      ['b', null],
      ['b', 1],
    ]);
    await round(fetchSince, page.cursor);
    expect(asked[4]).toEqual(['a', 2]);
  });

  it('goes on after a place that fails alone, tells of it until it answers, and asks it from where it was', async () => {
    const { fetchSince, asked, faults } = rota(['a', 'b', 'c'], { b: 'misconfigured' });
    const page = await round(fetchSince, null);
    expect(page.notices).toEqual([{ kind: 'failing', where: 'b', message: 'b fails' }]);
    delete faults.b;
    const mended = await round(fetchSince, page.cursor);
    expect(mended.notices).toBeUndefined();
    expect(asked.filter(([place]) => place === 'b')).toEqual([
      ['b', null],
      ['b', null],
      ['b', 1],
    ]);
  });

  it('tells that only part of a place was taken until it is taken whole, whatever was asked in between', async () => {
    const notice = { kind: 'sampled' as const, where: 'b', message: 'only the newest' };
    let isPart = true;
    const { fetchSince } = rota(
      ['a', 'b', 'c'],
      {},
      {
        ask: async (place, position) => ({
          ...{ posts: [], position: (position ?? 0) + 1, more: false },
          notices: place === 'b' && isPart ? [notice] : [],
        }),
      },
    );
    const told: unknown[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < 9; pages++) {
      isPart = pages < 6;
      const page = await fetchSince(cursor, signal);
      told.push(page.notices ?? []);
      cursor = page.cursor;
    }
    expect(told).toEqual([[], [notice], [notice], [notice], [notice], [notice], [notice], [], []]);
  });

  it.each<SourceErrorKind>(['unauthorized', 'rate-limited', 'unavailable', 'budget-spent', 'timeout'])(
    'stops at "%s", which holds for the whole service',
    async (kind) => {
      const { fetchSince } = rota(['a', 'b'], { b: kind });
      await expect(round(fetchSince, null)).rejects.toMatchObject({ kind });
    },
  );

  it('goes on after any fault where places are hosts of their own, until all have failed', async () => {
    const { fetchSince, faults } = rota(['a', 'b'], { b: 'unreachable' }, { independent: true });
    expect((await round(fetchSince, null)).notices).toHaveLength(1);
    faults.a = 'timeout';
    await expect(round(fetchSince, null)).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('passes on at once that it was aborted', async () => {
    const { fetchSince } = rota(['a', 'b'], { a: 'aborted' }, { independent: true });
    await expect(fetchSince(null, signal)).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('forgets places that are no longer asked, and begins new ones', async () => {
    const before = await round(rota(['a', 'b'], {}).fetchSince, null);
    const after = rota(['b', 'c'], {});
    const page = await round(after.fetchSince, before.cursor);
    expect(after.asked[0]).toEqual(['b', 2]);
    expect(Object.keys(JSON.parse(page.cursor).at)).toEqual(['b', 'c']);
  });

  it('is idle with a reason when there is nothing to ask', async () => {
    const { fetchSince, idle } = rota([], {});
    expect(idle).toContain('nothing to ask for');
    await expect(fetchSince(null, signal)).rejects.toMatchObject({ kind: 'misconfigured' });
    expect(rota(['a'], {}).idle).toBeUndefined();
  });
});
