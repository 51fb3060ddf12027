import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  startWalk,
  stepBack,
  type WalkedItem,
  type WalkPosition,
} from '../../../src/adapters/sources/backward-walk.ts';

/** A listing that only runs from the newest backwards, in pages, by offset: items that arrive meanwhile push it down. */
function page(items: WalkedItem[], position: WalkPosition, size: number) {
  const sorted = [...items].sort((a, b) => b.createdAt - a.createdAt);
  const from = Number(position.walk?.token ?? 0);
  const nextToken = from + size < sorted.length ? String(from + size) : null;
  return { items: sorted.slice(from, from + size), nextToken, where: 'a listing', askedAt: 1e9, isWhole: true };
}

function walk(items: WalkedItem[], start: WalkPosition, size: number, overlapMs: number) {
  const got: string[] = [];
  let position = start;
  for (let steps = 0; steps < 1_000; steps++) {
    const step = stepBack(position, page(items, position, size), overlapMs);
    got.push(...step.fresh.map(({ id }) => id));
    position = step.position;
    if (!step.more) return { got, position };
  }
  throw new Error('no end');
}

const items = (count: number, from = 0): WalkedItem[] =>
  Array.from({ length: count }, (_, index) => ({ id: `i${from + index}`, createdAt: 1_000 * (from + index + 1) }));

describe('walking back through a listing', () => {
  it('takes all once, whatever the pages', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 30 }),
        (count, size, overlapMs, later) => {
          const first = walk(items(count), startWalk(0, overlapMs), size, overlapMs);
          const second = walk([...items(count), ...items(later, count)], first.position, size, overlapMs);
          expect([...first.got, ...second.got].sort()).toEqual(
            items(count + later)
              .map(({ id }) => id)
              .sort(),
          );
        },
      ),
      { seed: 20260310 },
    );
  });

  it('loses nothing and doubles nothing when items arrive in the middle of a walk', () => {
    const overlapMs = 0;
    const before = items(10);
    const step = stepBack(startWalk(0, overlapMs), page(before, startWalk(0, overlapMs), 3), overlapMs);
    const after = [...before, ...items(2, 10)];
    const rest = walk(after, step.position, 3, overlapMs);
    const next = walk(after, rest.position, 3, overlapMs);
    expect([...step.fresh.map(({ id }) => id), ...rest.got, ...next.got].sort()).toEqual(
      after.map(({ id }) => id).sort(),
    );
  });

  it('finds an item that turns up late within the overlap, and only there', () => {
    const overlapMs = 5_000;
    const { position } = walk(items(20), startWalk(0, overlapMs), 4, overlapMs);
    const late = { id: 'late', createdAt: 17_500 };
    const tooLate = { id: 'too late', createdAt: 3_500 };
    expect(walk([...items(20), late, tooLate], position, 4, overlapMs).got).toEqual(['late']);
  });

  it('gives an item again whose instant moved: it was changed', () => {
    const overlapMs = 10_000;
    const { position } = walk(items(5), startWalk(0, overlapMs), 9, overlapMs);
    const changed = items(5).map((item) => (item.id === 'i2' ? { ...item, createdAt: 5_500 } : item));
    expect(walk(changed, position, 9, overlapMs).got).toEqual(['i2']);
  });

  it('gives an item again that has another version: it was edited', () => {
    const overlapMs = 10_000;
    const versions = (edited: string) =>
      items(5).map((item) => ({ ...item, version: item.id === 'i2' ? edited : '1' }));
    const { position } = walk(versions('1'), startWalk(0, overlapMs), 2, overlapMs);
    expect(walk(versions('1'), position, 2, overlapMs).got).toEqual([]);
    const { got, position: after } = walk(versions('2'), position, 2, overlapMs);
    expect(got).toEqual(['i2']);
    expect(walk(versions('2'), after, 2, overlapMs).got).toEqual([]);
  });

  it('goes on from a cursor that knows no versions, without taking all for edited', () => {
    const overlapMs = 10_000;
    const { position } = walk(items(5), startWalk(0, overlapMs), 9, overlapMs);
    const versioned = items(6).map((item) => ({ ...item, version: '1' }));
    expect(walk(versioned, position, 9, overlapMs).got).toEqual(['i5']);
  });

  it('says what is missed where the listing ends above what is known, and nothing where it is whole', () => {
    const overlapMs = 5_000;
    const { position } = walk(items(20), startWalk(0, overlapMs), 4, overlapMs);
    const about = { where: 'a listing', nextToken: null, askedAt: 200_000, isWhole: false };
    const step = (from: WalkPosition, some: WalkedItem[], more: Partial<typeof about> = {}) =>
      stepBack(from, { ...about, items: some, ...more }, overlapMs);
    const read = { ...position, readAt: 40_000 };
    const turnedOver = items(10, 90).reverse();
    expect(step(read, turnedOver).notices).toEqual([
      { kind: 'gap', where: 'a listing', message: expect.any(String), fromAt: 35_000, toAt: 91_000 },
    ]);
    expect(step(read, turnedOver, { isWhole: true }).notices).toEqual([]);
    // What was read up to 40 s, and may turn up 5 s late, reaches down to 35 s.
    expect(step(read, items(10, 34).reverse()).notices).toEqual([]);
    expect(step(position, [...turnedOver, ...items(1, 19)]).notices).toEqual([]);
    expect(step(read, []).notices).toEqual([]);
  });

  it('says what is missed where a walk that was interrupted finds its listing gone', () => {
    const nowMs = Date.UTC(2026, 2, 10);
    const floorAt = nowMs - 24 * 3_600_000;
    const position = { floorAt, known: {}, walk: { token: 't', topAt: nowMs, seen: {} } };
    const rest = [{ id: 't3_last', createdAt: nowMs - 3 * 3_600_000 }];
    const about = { where: 'a listing', nextToken: null, askedAt: nowMs, isWhole: false };
    expect(stepBack(position, { items: rest, ...about }, 300_000)).toMatchObject({
      more: false,
      notices: [{ kind: 'gap', fromAt: floorAt, toAt: nowMs - 3 * 3_600_000 }],
    });
  });

  it('begins anew at once where it was interrupted, so that nobody takes what was written meanwhile for read', () => {
    const position = { floorAt: 5_000, known: {}, walk: { token: 't', topAt: 20_000, seen: {}, begunAt: 20_000 } };
    const about = { where: 'a listing', nextToken: null, isWhole: true };
    const rest = stepBack(position, { ...about, items: items(10).reverse(), askedAt: 80_001 }, 0);
    expect(rest.more).toBe(true);
    const anew = stepBack(rest.position, { ...about, items: items(60).reverse(), askedAt: 80_002 }, 0);
    expect([anew.fresh.length, anew.more]).toEqual([40, false]);
    expect(stepBack(position, { ...about, items: items(10).reverse(), askedAt: 80_000 }, 0).more).toBe(false);
  });

  it('doesn’t take a date of the future for how far it has come', () => {
    const askedAt = 100_000;
    const odd = { id: 'odd', createdAt: Date.UTC(9999, 11, 31) };
    const page = { items: [odd, ...items(20)], nextToken: null, where: 'a listing', isWhole: true };
    const { position } = stepBack(startWalk(0, 0), { ...page, askedAt }, 0);
    expect(position.floorAt).toBe(askedAt);
    const later = { ...page, items: [odd, ...items(22, 90)], askedAt: 200_000 };
    expect(stepBack(position, later, 0).fresh.map(({ id }) => id)).toEqual(items(12, 100).map(({ id }) => id));
  });

  it('keeps a cursor of bounded size over a long walk', () => {
    const { position } = walk(items(900), startWalk(0, 0), 10, 0);
    expect(Object.keys(position.known).length).toBeLessThanOrEqual(1);
    let middle = startWalk(0, 0);
    for (let steps = 0; steps < 50; steps++) middle = stepBack(middle, page(items(900), middle, 10), 0).position;
    expect(Object.keys(middle.walk!.seen).length).toBeLessThanOrEqual(201);
  });
});
