import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/stats/random.ts';
import { moveSums, type SumBook } from '../../src/pipeline/sum-book.ts';

interface Counted extends Record<string, unknown> {
  minute: number;
  name: string;
  n: number;
}
type Sum = { name: string; n: number };

const random = seededRandom(3);
const counted: Counted[] = Array.from({ length: 2_000 }, () => ({
  minute: Math.floor(random() * 300),
  name: 'abcdefgh'[Math.floor(random() * 8)]!,
  n: 1 + Math.floor(random() * 5),
}));

function sums({ from, to }: { from: number; to: number }): Sum[] {
  const byName = new Map<string, number>();
  for (const { minute, name, n } of counted)
    if (minute >= from && minute < to) byName.set(name, (byName.get(name) ?? 0) + n);
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => ({ name, n }));
}

describe('sums that follow a range', () => {
  it('are what a whole reading gives, however the range moves, and read only what differs', async () => {
    let book: SumBook<Sum> | null = null;
    let minutes = 0;
    const read = async (range: { from: number; to: number }) => {
      minutes += range.to - range.from;
      return sums(range);
    };
    let [from, to] = [100, 101];
    for (let step = 0; step < 400; step++) {
      if (random() < 0.3) from = Math.max(0, Math.min(to - 1, from + Math.floor(random() * 7) - 3));
      to = random() < 0.05 ? Math.max(from + 1, to - 2) : Math.min(300, to + 1);
      minutes = 0;
      const moved: Awaited<ReturnType<typeof moveSums<Sum>>> = await moveSums(book, { from, to }, read);
      book = moved.book;
      expect(moved.rows).toEqual(sums({ from, to }));
      if (step > 0) expect(minutes).toBeLessThanOrEqual(6);
    }
  });

  it('begin anew with a range that has nothing in common with the last, and give rows that are the caller’s own', async () => {
    const { book, rows } = await moveSums<Sum>(null, { from: 0, to: 50 }, async (range) => sums(range));
    rows[0]!.n = -1;
    const next = await moveSums(book, { from: 200, to: 210 }, async (range) => sums(range));
    expect(next.rows).toEqual(sums({ from: 200, to: 210 }));
  });
});
