import type { Clock } from '../ports/clock.ts';

/** How far in the past the demonstration begins: its scripted day catches up with the present from there. */
export const demonstrationLeadMs = 4 * 3_600_000;

/** Minute of the scripted archive at which the show begins; what lies before it is taken in at once as the past. */
export const demonstrationStartMinute = 7 * 1440 + 8 * 60 + 40;

/**
 * A clock that starts at `startAt` (epoch ms) and runs `speed` times as fast as `clock` until it has caught up with it;
 * from then on the two agree.
 */
export function createDemonstrationClock(clock: Clock, { startAt, speed }: { startAt: number; speed: number }): Clock {
  const origin = clock.now();
  return {
    now: () => {
      const now = clock.now();
      return Math.min(now, startAt + (now - origin) * speed);
    },
  };
}
