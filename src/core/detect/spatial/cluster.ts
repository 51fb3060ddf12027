import type { ScanProblem } from './scan-problem.ts';
import type { ScanWindow } from './scan-window.ts';

export interface Cluster {
  /** Name of the order: the center's id or the area's name. */
  name: string;
  /** Location index of the center, −1 for an area. */
  center: number;
  /** Location indexes by distance from the center. */
  members: number[];
  window: ScanWindow;
  llr: number;
  observed: number;
  expected: number;
  /** Rate inside over rate outside, over the baseline itself where the model is absolute; null when nothing lies outside. */
  relativeRisk: number | null;
  /** km on the sphere, 0 for a single location; NaN for an area. */
  radius: number;
}

/** The best set of places of one order. */
export interface Finding {
  order: number;
  /** Index of its window. */
  window: number;
  llr: number;
  /** Number of its places. */
  size: number;
  /** As in `Cluster`. */
  radius: number;
}

/**
 * At most `limit` findings without a place in common, best first; equal ones: fewer places first, then the order's
 * place in the family. Rounding in the sums mustn't decide which of two equal ones comes first.
 */
export function withoutOverlap<Found extends Finding>(
  findings: Found[],
  { limit, membersOf }: { limit: number; membersOf(found: Found): ArrayLike<number> },
): { found: Found; members: number[] }[] {
  const ranked = findings.map((found) => ({ found, rank: Number(found.llr.toPrecision(10)) }));
  ranked.sort((a, b) => b.rank - a.rank || a.found.size - b.found.size || a.found.order - b.found.order);
  const taken = new Set<number>();
  const apart: { found: Found; members: number[] }[] = [];
  for (const { found } of ranked) {
    if (apart.length >= limit) break;
    const members = membersOf(found);
    if (holdsAny(members, taken)) continue;
    apart.push({ found, members: Array.from(members) });
    for (let i = 0; i < members.length; i++) taken.add(members[i]!);
  }
  return apart;
}

function holdsAny(members: ArrayLike<number>, taken: Set<number>): boolean {
  for (let i = 0; i < members.length; i++) if (taken.has(members[i]!)) return true;
  return false;
}

/** What a problem says of a set of places in a window. */
export function clusterOf({ family, windows, streams }: ScanProblem, best: Finding, members: number[]): Cluster {
  let observed = 0;
  let expected = 0;
  let total = 0;
  for (const stream of streams) {
    for (const member of members) {
      observed += stream.cases[member * windows.length + best.window]!;
      expected += stream.expected[member * windows.length + best.window]!;
    }
    total += stream.totals[best.window]!;
  }
  return {
    name: family.names[best.order]!,
    center: family.centers[best.order]!,
    members,
    window: windows[best.window]!,
    llr: best.llr,
    observed,
    expected,
    relativeRisk: streams.every(({ absolute }) => absolute)
      ? observed / expected
      : relativeRisk({ observed, expected, total }),
    radius: members.length === 1 ? 0 : best.radius,
  };
}

/** (c/e) / ((C−c)/(C−e)). */
function relativeRisk({
  observed,
  expected,
  total,
}: {
  observed: number;
  expected: number;
  total: number;
}): number | null {
  const outside = (total - observed) / (total - expected);
  return outside > 0 ? observed / expected / outside : null;
}
