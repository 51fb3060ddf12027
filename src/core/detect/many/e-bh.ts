/**
 * e-BH: indices of the findings among many hypotheses, strongest first, so that the expected share of false ones among them is at most
 * `level` (0 < level ≤ 1) however the e-values depend on each other: the k* strongest, k* = max{k : k·e₍ₖ₎ ÷ n ≥ 1 ÷ level}
 * (Wang & Ramdas 2022, JRSS B 84:822, eq. 3). Equal e-values keep their order. No e-values: none.
 */
export function eBenjaminiHochberg(eValues: readonly number[], level: number): number[] {
  if (!(level > 0 && level <= 1)) throw new RangeError(`the level must lie between 0 and 1, not ${level}`);
  const order = eValues.map((_, index) => index).sort((a, b) => eValues[b]! - eValues[a]! || a - b);
  let found = 0;
  order.forEach((index, rank) => {
    if ((rank + 1) * eValues[index]! * level >= eValues.length) found = rank + 1;
  });
  return order.slice(0, found);
}
