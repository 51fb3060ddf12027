import type { Sense } from '../../src/core/geo/sense.ts';

/** Multi-word names of cities from this size on are known as one word too (#sanfrancisco). */
const togetherPopulation = 50_000;

/**
 * Meanings by name key, as numbers: rows of the tables of places and cities first, then `others` in the order in which they were
 * added, numbered from −1 downwards.
 */
export class NameRows {
  readonly others: Sense[] = [];
  private readonly rows = new Map<string, number[]>();
  private readonly together: [string, number][] = [];
  private readonly senseOfRow: (row: number) => Sense;

  /** `senseOfRow` makes the meaning of a row number ≥ 0. */
  constructor(senseOfRow: (row: number) => Sense) {
    this.senseOfRow = senseOfRow;
  }

  addRow(key: string, row: number, population: number): void {
    this.put(key, row);
    if (population >= togetherPopulation && key.includes(' ')) this.together.push([key, row]);
  }

  add(key: string, sense: Sense): void {
    if (key === '') return;
    const row = ~(this.others.push(sense) - 1);
    this.put(key, row);
    const worth = sense.alias || sense.kind === 'state' || sense.kind === 'metro' || sense.kind === 'country';
    if (worth && !sense.weak && !sense.upper && key.includes(' ')) this.together.push([key, row]);
  }

  /** Lets names of several words be found as one word: hashtags, "LosAngeles". */
  addWrittenTogether(): void {
    const added = new Set<string>();
    for (const [key, row] of this.together) {
      const joined = key.replaceAll(' ', '');
      if (joined.length < 6 || (this.rows.has(joined) && !added.has(joined))) continue;
      added.add(joined);
      this.put(joined, row);
    }
  }

  rowsOf(key: string): readonly number[] {
    return this.rows.get(key) ?? [];
  }

  /** Every name with its meanings, one of each that are alike. */
  names(): [string, number[]][] {
    return [...this.rows].map(([key, rows]) => [key, this.distinct(rows)]);
  }

  private distinct(rows: readonly number[]): number[] {
    const kept: { row: number; sense: Sense }[] = [];
    for (const row of rows) {
      const sense = row < 0 ? this.others[~row]! : this.senseOfRow(row);
      const same = kept.findIndex((other) => sameMeaning(other.sense, sense));
      if (same < 0) kept.push({ row, sense });
      else if (sense.alias && !sense.weak) kept[same] = { row, sense };
    }
    return kept.map(({ row }) => row);
  }

  private put(key: string, row: number): void {
    const rows = this.rows.get(key);
    if (rows === undefined) this.rows.set(key, [row]);
    else rows.push(row);
  }
}

/** Words of the longest name by first word, for those with which longer names begin. */
export function reachesOf(keys: Iterable<string>): Map<string, number> {
  const longest = new Map<string, number>();
  for (const key of keys) {
    const words = key.split(' ');
    if (words.length > (longest.get(words[0]!) ?? 1)) longest.set(words[0]!, words.length);
  }
  return longest;
}

/** Alike in all that counts; a strong sense is kept beside a weak one. */
function sameMeaning(a: Sense, b: Sense): boolean {
  return (
    a.kind === b.kind &&
    a.country === b.country &&
    a.state === b.state &&
    a.city === b.city &&
    a.metro === b.metro &&
    a.upper === b.upper &&
    (!a.weak || b.weak)
  );
}
