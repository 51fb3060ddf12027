import type { WalkProgram } from './walk-program.ts';

/** The more steps, the seldomer zones are compared, and the oftener in vain. */
export const stepsPerBlock = 5;

/**
 * Expected cases behind a block's first zone, in the longest window, from which on a new block begins: what chance adds
 * to them grows with the root of the cases that the zone holds already.
 */
const massPerBlock = (expected: number) => 0.5 + 0.7 * Math.sqrt(expected);

/** Steps saved from which on an order goes on from the sums of another. */
const worthwhile = 3;

/** Writes a walk's steps order by order, as far as zones are compared. */
export class StepWriter {
  private readonly order: Int32Array;
  private readonly possible: Uint8Array;
  private readonly blocks: BlockWriter;
  private next = 0;
  private met = -1;
  private metAt = 0;

  /** Steps for the members at all positions, those without expected cases in any stream left out; `mass`: expected cases in this one. */
  constructor(order: Int32Array, possible: Uint8Array, mass: Float64Array) {
    this.order = order;
    this.possible = possible;
    this.blocks = new BlockWriter(order.length, mass);
  }

  /** An order begins at a position. */
  begin(position: number): void {
    this.next = position;
    this.met = -1;
    this.blocks.begin(0);
  }

  /** The places up to a position are those that ended an earlier zone at `step`. */
  meet(position: number, step: number): void {
    this.met = step;
    this.metAt = position;
  }

  /** A zone ends at a position. Returns the number of its step. */
  close(position: number, row: number): number {
    const { met, metAt, order, possible, blocks } = this;
    let next = this.next;
    if (met >= 0 && metAt - next - (met % stepsPerBlock) > worthwhile) {
      blocks.goOnFrom(met);
      for (; next <= metAt; next++) blocks.pass(order[next]!);
    }
    for (; next <= position; next++) if (possible[order[next]!] === 1) blocks.add(order[next]!);
    this.met = -1;
    this.next = next;
    return blocks.close(position, row);
  }

  program(rowCount: number): WalkProgram {
    return this.blocks.program(rowCount);
  }
}

class BlockWriter {
  private readonly mass: Float64Array;
  private columns: Columns;
  /** Step to come and end of the last block. */
  private step = 0;
  private full = 0;
  private block = -1;
  /** Stores handed out, and the one to begin with (−1: none). */
  private stores = 0;
  private store = 0;
  /** Expected cases of the zone and behind the block's first one, of which only so many may be. */
  private inside = 0.5;
  private behind = 0.5;
  private limit = 0.5;

  constructor(most: number, mass: Float64Array) {
    this.mass = mass;
    this.columns = columnsFor(Math.ceil(most / stepsPerBlock) + 1);
  }

  add(member: number): void {
    this.write(member);
    this.pass(member);
  }

  /** A member that the sums hold already. */
  pass(member: number): void {
    this.inside += this.mass[member]!;
  }

  /** The next block begins with the sums of a store. */
  begin(store: number): void {
    this.store = store;
    this.inside = 0;
  }

  /** The next block begins where another holds what it held at `step`. */
  goOnFrom(step: number): void {
    const source = Math.floor(step / stepsPerBlock);
    if (this.columns.keeps[source] === 0) this.columns.keeps[source] = ++this.stores;
    this.store = this.columns.keeps[source]!;
    for (let i = source * stepsPerBlock; i <= step; i++) this.write(this.columns.members[i]!);
  }

  close(position: number, row: number): number {
    const { columns, block } = this;
    const last = this.step - 1;
    columns.positions[last] = position;
    columns.rows[last] = row;
    if (columns.firstRows[block] === 0) {
      columns.firstRows[block] = row;
      this.limit = massPerBlock(this.inside);
    }
    return last;
  }

  program(rowCount: number): WalkProgram {
    const nobody = this.stores + 1;
    const [locations, blocks] = [this.mass.length, this.block + 1];
    const { begins, keeps, firstRows, members, positions, rows } = this.columns;
    for (let i = 0; i < blocks; i++) if (keeps[i] === 0) keeps[i] = nobody;
    return { locations, rowCount, blocks, begins, keeps, stores: nobody, firstRows, members, positions, rows };
  }

  private write(member: number): void {
    if (this.block >= 0 && this.columns.firstRows[this.block] !== 0) this.behind += this.mass[member]!;
    if (this.store >= 0 || this.step === this.full || this.behind > this.limit) this.open();
    this.columns.members[this.step++] = member;
  }

  private open(): void {
    this.step = this.full;
    this.full += stepsPerBlock;
    this.block++;
    if (this.block === this.columns.begins.length) this.columns = columnsFor(2 * this.block, this.columns);
    this.columns.begins[this.block] = this.store;
    this.store = -1;
    for (let i = this.step; i < this.full; i++) this.columns.members[i] = this.mass.length;
    this.behind = 0;
  }
}

type Columns = Pick<WalkProgram, 'begins' | 'keeps' | 'firstRows' | 'members' | 'positions' | 'rows'>;

/** Columns for so many blocks, with what the old ones held. */
function columnsFor(blocks: number, old?: Columns): Columns {
  const room = (each: number, before?: Int32Array) => {
    const column = new Int32Array(blocks * each);
    if (before) column.set(before);
    return column;
  };
  return {
    begins: room(1, old?.begins),
    keeps: room(1, old?.keeps),
    firstRows: room(1, old?.firstRows),
    members: room(stepsPerBlock, old?.members),
    positions: room(stepsPerBlock, old?.positions),
    rows: room(stepsPerBlock, old?.rows),
  };
}
