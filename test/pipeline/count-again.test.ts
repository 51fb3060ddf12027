import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCycleMemory, runCycle } from '../../src/pipeline/cycle.ts';
import { ingestPosts } from '../../src/pipeline/ingest.ts';
import type { Database } from '../../src/ports/database.ts';
import { corridorContext } from '../support/corridor.ts';
import { openTestDatabase } from '../support/database.ts';
import { brandPack } from '../support/fake-service.ts';
import {
  currentByMinute,
  emptyTables,
  ingestSettings,
  postOf,
  startAt,
  startMinute,
  testKnowledge,
} from '../support/ingest-world.ts';

describe('minutes with late posts', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(() => emptyTables(database));

  const arrive = (...minutes: [id: string, minute: number][]) =>
    database.transaction((tx) =>
      ingestPosts(
        tx,
        minutes.map(([id, minute]) => postOf(id, minute)),
        { knowledge: testKnowledge(), settings: ingestSettings, nowMs: startAt + 86_400_000 },
      ),
    );
  const cycle = async (isPaced: boolean, memory: ReturnType<typeof createCycleMemory>, to: number) =>
    (await runCycle({ ...corridorContext(database, [brandPack()]), isPaced }, memory, () => startMinute + to)).counted;

  it('wait, where that is slow, for those that were never counted, and are counted later', async () => {
    const memory = createCycleMemory();
    await arrive(['a', 0]);
    expect(await cycle(true, memory, 1)).toBe(1);
    const { againAt } = memory;
    expect(againAt).toBeGreaterThan(performance.now());

    memory.againAt = Number.POSITIVE_INFINITY;
    await arrive(['late', 0], ['b', 1]);
    expect(await cycle(true, memory, 2)).toBe(1);
    expect(await currentByMinute(database)).toEqual({ 0: 1, 1: 1 });
    expect(memory.againAt).toBe(Number.POSITIVE_INFINITY);

    memory.againAt = performance.now();
    expect(await cycle(true, memory, 2)).toBe(1);
    expect(await currentByMinute(database)).toEqual({ 0: 2, 1: 1 });
    expect(memory.againAt).toBeLessThan(performance.now() + 10_001);
  });

  it('don’t wait in a replay', async () => {
    const memory = { ...createCycleMemory(), againAt: Number.POSITIVE_INFINITY };
    await arrive(['a', 0]);
    await cycle(false, memory, 1);
    await arrive(['late', 0]);
    expect(await cycle(false, memory, 1)).toBe(1);
    expect(await currentByMinute(database)).toEqual({ 0: 2 });
  });
});
