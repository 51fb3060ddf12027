/** Maps [from, to] of a domain onto pixels. */
export interface Scale {
  (value: number): number;
  invert(pixel: number): number;
}

export function linear([d0, d1]: [number, number], [r0, r1]: [number, number]): Scale {
  const slope = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  const scale = (value: number) => r0 + (value - d0) * slope;
  return Object.assign(scale, { invert: (pixel: number) => (slope === 0 ? d0 : d0 + (pixel - r0) / slope) });
}

/** About `want` round steps from 0 to at least `max`; counts never step by less than one. */
export function countTicks(max: number, want = 4): number[] {
  const rough = Math.max(max, 1) / want;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.ceil(Math.max(max, 1) / step) + 1 }, (_, i) => i * step);
}

const minute = 60_000;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 20160, 40320].map((m) => m * minute);

/** Round local instants between from and to, at most `want` of them. */
export function timeTicks(from: number, to: number, want: number): number[] {
  const step = steps.find((s) => (to - from) / s <= want) ?? steps.at(-1)!;
  const zoneMs = new Date(from).getTimezoneOffset() * minute;
  const first = Math.ceil((from - zoneMs) / step) * step + zoneMs;
  const ticks: number[] = [];
  for (let at = first; at < to; at += step) ticks.push(at);
  return ticks;
}
