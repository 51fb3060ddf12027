import { describe, expect, it } from 'vitest';
import { shareOf } from '../../src/pipeline/lease-share.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const none = new Set<string>();
const leases = (worker: string, ...some: string[]) => some.map((name) => ({ name, worker }));

describe('the part of a worker', () => {
  it('is all where it works alone', () => {
    expect(shareOf(names, { held: [], worker: 'me', workers: 1, inUse: none })).toEqual({ take: names, giveBack: [] });
  });

  it('is given back in part when another one comes, but what is in use stays', () => {
    const held = leases('me', ...names);
    expect(shareOf(names, { held, worker: 'me', workers: 2, inUse: none }).giveBack).toEqual(['d', 'e']);
    expect(shareOf(names, { held, worker: 'me', workers: 2, inUse: new Set(['e', 'd']) }).giveBack).toEqual(['b', 'c']);
    expect(shareOf(names, { held, worker: 'me', workers: 2, inUse: new Set(names) }).giveBack).toEqual([]);
  });

  it('never takes what another one has, nor more than an equal part', () => {
    const held = leases('other', 'a', 'b');
    expect(shareOf(names, { held, worker: 'me', workers: 2, inUse: none }).take).toEqual(['c', 'd', 'e']);
    expect(shareOf(names, { held, worker: 'me', workers: 3, inUse: none }).take).toEqual(['c', 'd']);
  });

  it.each([2, 3, 4, 7])('comes to rest with %i workers, when everything is somebody’s', (workers) => {
    const holder = new Map<string, string>();
    const step = (worker: string) => {
      const held = [...holder].map(([name, by]) => ({ name, worker: by }));
      const { take, giveBack } = shareOf(names, { held, worker, workers, inUse: none });
      for (const name of giveBack) holder.delete(name);
      for (const name of take) holder.set(name, worker);
      return take.length + giveBack.length;
    };
    const all = Array.from({ length: workers }, (_, n) => `w${n}`);
    for (let round = 0; round < 4; round++) for (const worker of all) step(worker);
    expect(all.map(step)).toEqual(all.map(() => 0));
    expect([...holder.keys()].sort()).toEqual(names);
  });
});
