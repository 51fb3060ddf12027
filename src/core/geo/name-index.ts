import type { Sense } from './sense.ts';

/** Multi-word names of cities from this size on are known as one word too (#sanfrancisco). */
const togetherPopulation = 50_000;

/**
 * Meanings by name key. Meanings are kept as numbers (rows of tables that are read once) and made into objects
 * only when somebody asks for the name, so that 60,000 names are ready in a tenth of a second.
 */
export class NameIndex {
  private readonly rows = new Map<string, number | number[]>();
  private readonly made = new Map<string, Sense[]>();
  private readonly longest = new Map<string, number>();
  private readonly together: [string, number][] = [];
  private readonly own: Sense[] = [];
  private readonly senseOfRow: (row: number) => Sense;

  /** `senseOfRow` makes the meaning of a row number ≥ 0. */
  constructor(senseOfRow: (row: number) => Sense) {
    this.senseOfRow = senseOfRow;
  }

  /** Number of names. */
  get size(): number {
    return this.rows.size;
  }

  addRow(key: string, row: number, population: number): void {
    this.put(key, row);
    if (population >= togetherPopulation && key.includes(' ')) this.together.push([key, row]);
  }

  add(key: string, sense: Sense): void {
    if (key === '') return;
    const row = ~(this.own.push(sense) - 1);
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

  /** Row numbers of a name, for those who read the tables. */
  rowsOf(key: string): readonly number[] {
    const rows = this.rows.get(key);
    return rows === undefined ? [] : typeof rows === 'number' ? [rows] : rows;
  }

  /** Words of the longest name that begins with a word; 1 when only the word itself may be a name. */
  reach(word: string): number {
    return this.longest.get(word) ?? 1;
  }

  /** Meanings of a name, undefined when it has none. */
  senses(key: string): readonly Sense[] | undefined {
    const ready = this.made.get(key);
    if (ready || !this.rows.has(key)) return ready;
    const senses: Sense[] = [];
    for (const row of this.rowsOf(key)) {
      const sense = row < 0 ? this.own[~row]! : this.senseOfRow(row);
      const same = senses.findIndex((other) => sameMeaning(other, sense));
      if (same < 0) senses.push(sense);
      else if (sense.alias && !sense.weak) senses[same] = sense;
    }
    this.made.set(key, senses);
    return senses;
  }

  private put(key: string, row: number): void {
    const rows = this.rows.get(key);
    if (rows === undefined) this.rows.set(key, row);
    else if (typeof rows === 'number') this.rows.set(key, [rows, row]);
    else rows.push(row);
    const space = key.indexOf(' ');
    if (rows !== undefined || space < 0) return;
    const first = key.slice(0, space);
    let words = 2;
    for (let at = key.indexOf(' ', space + 1); at > 0; at = key.indexOf(' ', at + 1)) words++;
    if ((this.longest.get(first) ?? 1) < words) this.longest.set(first, words);
  }
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
