/**
 * Whether a cell of a place holds too few people to be shown or exported: fewer than `smallest` could be told apart
 * (k-anonymity, Sweeney 2002). Nobody at all is no secret.
 */
export function isSmallCell(people: number, smallest: number): boolean {
  return people > 0 && people < smallest;
}

/**
 * Which cells of a group are withheld when the group's sum is told: the small ones, and where these could be had by subtraction, the
 * next smallest too (complementary suppression, Cox 1980). They could where one alone is withheld, and where as many people as cells
 * are. Of cells alike, empty ones above all, the one at the other place of the pair (0 and 1, 2 and 3 …) is taken, or the nearest to
 * it, so that neither of a pair tells which of them is the small one.
 */
export function withheldCells(counts: readonly number[], smallest: number): boolean[] {
  const withheld = counts.map((people) => isSmallCell(people, smallest));
  const cells = counts.filter((_, i) => withheld[i]);
  const people = cells.reduce((sum, count) => sum + count, 0);
  if (cells.length === 0 || (cells.length > 1 && people > cells.length)) return withheld;
  const other = withheld.indexOf(true) ^ 1;
  let next = -1;
  for (const [i, count] of counts.entries()) {
    if (withheld[i]) continue;
    const better =
      next < 0 || count < counts[next]! || (count === counts[next] && Math.abs(i - other) < Math.abs(next - other));
    if (better) next = i;
  }
  if (next >= 0) withheld[next] = true;
  return withheld;
}
