/** A span of time as it is seen, epoch ms. */
export interface Seen {
  from: number;
  to: number;
}

/** Where a finger was when the gesture began, and where it is, pixels from the left of the chart. */
export interface Finger {
  start: number;
  now: number;
}

/** The pixels that the span takes. */
export interface Ground {
  left: number;
  width: number;
}

const shortestMs = 5 * 60_000;
const longestMs = 120 * 86_400_000;
/** Fingers closer than this would tear the span apart. */
const leastGap = 24;

/** One finger takes the time under it along; two keep the times under them under them. */
export function seenUnder(base: Seen, fingers: Finger[], { left, width }: Ground): Seen {
  const perPixel = (base.to - base.from) / Math.max(1, width);
  const [one, two] = [...fingers].sort((a, b) => a.start - b.start);
  if (!one) return base;
  if (!two) return shifted(base, (one.start - one.now) * perPixel);
  const gap = Math.max(leastGap, two.now - one.now);
  const held = Math.max(leastGap, two.start - one.start) * perPixel;
  const length = bounded((held / gap) * width);
  const atOne = base.from + (one.start - left) * perPixel;
  const from = atOne - ((one.now - left) / Math.max(1, width)) * length;
  return { from, to: from + length };
}

export function shifted({ from, to }: Seen, byMs: number): Seen {
  return { from: from + byMs, to: to + byMs };
}

/** Drawn out (over 1) or together about a pixel that stays where it is. */
export function stretched({ from, to }: Seen, by: number, at: { pixel: number; ground: Ground }): Seen {
  const share = (at.pixel - at.ground.left) / Math.max(1, at.ground.width);
  const length = bounded((to - from) * by);
  const start = from + share * (to - from - length);
  return { from: start, to: start + length };
}

function bounded(lengthMs: number): number {
  return Math.min(longestMs, Math.max(shortestMs, lengthMs));
}
