/**
 * The place whose name differs least from what was written: at most one edit from 6 letters on, two from 10 on, first letter
 * equal; null when none or two equally near places of different names. Edits: insertion, deletion, substitution, swap of neighbors
 * (optimal string alignment: Boytsov 2011).
 */
export function closestName<T extends { population: number }>(
  places: ReadonlyMap<string, T>,
  written: string,
): T | null {
  const limit = written.length >= 10 ? 2 : written.length >= 6 ? 1 : 0;
  if (limit === 0) return null;
  let best: T | null = null;
  let least = limit + 1;
  for (const [key, place] of places) {
    if (key.charCodeAt(0) !== written.charCodeAt(0) || Math.abs(key.length - written.length) > limit) continue;
    const edits = editDistance(key, written, limit);
    if (edits < least) {
      least = edits;
      best = place;
    } else if (edits === least && edits <= limit && best && place.population > best.population) best = place;
  }
  return best;
}

/** Optimal string alignment distance, or limit + 1 as soon as it is above the limit. */
function editDistance(a: string, b: string, limit: number): number {
  let previous: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) cost = Math.min(cost, previous[j - 2]! + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    previous = row;
    row = next;
  }
  return row[b.length]!;
}
