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
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 20160].map((m) => m * minute);
const monthSteps = [1, 3, 6, 12, 24, 60, 120];
const shortestMonth = 28 * 1440 * minute;

/** Round local instants between from and to, at most `want` of them; over long spans first days of months. */
export function timeTicks(from: number, to: number, want: number): number[] {
  const step = steps.find((s) => (to - from) / s <= want);
  if (step === undefined) return monthTicks(from, to, want);
  const zoneMs = new Date(from).getTimezoneOffset() * minute;
  const first = Math.ceil((from - zoneMs) / step) * step + zoneMs;
  const ticks: number[] = [];
  for (let at = first; at < to; at += step) ticks.push(at);
  return ticks;
}

/** Of the wall calendar, since months and years differ in length. */
function monthTicks(from: number, to: number, want: number): number[] {
  const step = monthSteps.find((months) => (to - from) / (months * shortestMonth) <= want) ?? monthSteps.at(-1)!;
  const begin = new Date(from);
  const first = Math.floor((begin.getFullYear() * 12 + begin.getMonth()) / step) * step;
  const ticks: number[] = [];
  for (let months = first; ; months += step) {
    const at = new Date(Math.floor(months / 12), months % 12, 1).getTime();
    if (at >= to) return ticks;
    if (at >= from) ticks.push(at);
  }
}
