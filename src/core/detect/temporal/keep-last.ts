/** Forgets the oldest of a list in place, so that what lives for weeks leaves no garbage behind slot by slot. */
export function keepLast(list: number[], longest: number): void {
  const old = list.length - longest;
  if (old <= 0) return;
  list.copyWithin(0, old);
  list.length = longest;
}
