import { setTimeout as pause } from 'node:timers/promises';
import type { BrandPack } from '../core/words/brand.ts';
import type { Queryable } from '../ports/database.ts';
import { readReached } from '../store/stage-positions.ts';

/** In which order brands are followed within a minute: providers first, so that their trouble is known when a brand's is attributed. */
export function inJudgingOrder(packs: readonly BrandPack[]): BrandPack[] {
  return [...packs].sort((a, b) => Number(a.role === 'brand') - Number(b.role === 'brand'));
}

/** Minutes of incidents one after the other, over all workers. */
export interface MinuteOrder {
  /** Waits until all that comes before a brand's minute is done; false when it doesn't come so far in time. */
  turn(brand: string, minute: number): Promise<boolean>;
}

const lookEveryMs = 25;
/** Whoever waits longer should look first whether it is its own turn to do what it waits for. */
const waitMs = 1_500;
/** A brand whose worker doesn't get on must not keep others' incidents from people. */
const longestWaitMs = 30_000;

/**
 * An incident depends on what others have at the same minute, so where brands are judged by several workers it must be the same as if
 * one did: every brand before it in the order is through with this minute, every other with the one before, and so is the look for
 * shared failures. Calm minutes depend on nobody and don't ask.
 */
export function createMinuteOrder(database: Queryable, packs: readonly BrandPack[]): MinuteOrder {
  const places = new Map(
    inJudgingOrder(packs)
      .filter(({ demonstration }) => !demonstration)
      .map(({ id }, place) => [id, place]),
  );
  const waitingSince = new Map<string, number>();

  async function isTurn(brand: string, minute: number): Promise<boolean> {
    const { judged, related } = await readReached(database);
    if ((related ?? 0) < minute) return false;
    return [...judged].every(([other, reached]) => {
      const place = places.get(other);
      if (place === undefined || other === brand) return true;
      return reached >= minute + (place < places.get(brand)! ? 1 : 0);
    });
  }

  return {
    async turn(brand, minute) {
      if (!places.has(brand)) return true;
      const begunAt = performance.now();
      const since = waitingSince.get(brand) ?? begunAt;
      while (!(await isTurn(brand, minute))) {
        const now = performance.now();
        waitingSince.set(brand, since);
        if (now - since > longestWaitMs) return true;
        if (now - begunAt > waitMs) return false;
        await pause(lookEveryMs);
      }
      waitingSince.delete(brand);
      return true;
    },
  };
}
