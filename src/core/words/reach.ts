/** A number of people as it is kept: the power of two at or below it, so that no author is known by it. */
export function keptReach(people: number | undefined): number | null {
  if (people === undefined || !Number.isFinite(people) || people < 1) return null;
  return 2 ** Math.min(30, Math.floor(Math.log2(people)));
}
