/**
 * Whether a cell of a place holds too few people to be shown or exported: fewer than `smallest` could be told apart
 * (k-anonymity, Sweeney 2002). Nobody at all is no secret.
 */
export function isSmallCell(people: number, smallest: number): boolean {
  return people > 0 && people < smallest;
}
