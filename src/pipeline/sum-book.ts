import type { Interval } from '../core/words/interval.ts';

type Row = Record<string, unknown>;

/** Sums by group over a range of minutes. */
export interface SumBook<R extends Row> extends Interval {
  byKey: Map<string, R>;
}

/**
 * Brings sums to another range: only the minutes by which the ranges differ are read, to be added or taken away, so that a minute of
 * an outage costs the same however long it lasts. Whoever takes the past back must drop the book. Groups are told apart by
 * the texts of a row, and come in their order; its numbers are summed.
 */
export async function moveSums<R extends Row>(
  book: SumBook<R> | null,
  range: Interval,
  read: (range: Interval) => Promise<R[]>,
): Promise<{ book: SumBook<R>; rows: R[] }> {
  const byKey = book?.byKey ?? new Map<string, R>();
  for (const { from, to, sign } of differences(book ?? { from: range.from, to: range.from }, range)) {
    if (from >= to) continue;
    for (const row of await read({ from, to })) add(byKey, row, sign);
  }
  const rows = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => ({ ...row }));
  return { book: { ...range, byKey }, rows };
}

/** Stretches by which a range differs from a known one: to be added, or taken away. */
export function differences(known: Interval, range: Interval): (Interval & { sign: 1 | -1 })[] {
  if (range.from >= known.to || range.to <= known.from)
    return [
      { ...known, sign: -1 },
      { ...range, sign: 1 },
    ];
  return [
    { from: range.from, to: known.from, sign: 1 },
    { from: known.from, to: range.from, sign: -1 },
    { from: known.to, to: range.to, sign: 1 },
    { from: range.to, to: known.to, sign: -1 },
  ];
}

function add<R extends Row>(byKey: Map<string, R>, row: R, sign: 1 | -1): void {
  const texts = Object.values(row).filter((value) => typeof value === 'string');
  const key = texts.join('\u0001');
  const known = byKey.get(key);
  const sum = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' ? ((known?.[name] as number | undefined) ?? 0) + sign * value : value,
    ]),
  ) as R;
  if (Object.values(sum).every((value) => value === 0 || typeof value === 'string')) byKey.delete(key);
  else byKey.set(key, sum);
}
