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
export interface StepWriter {
  /** An order begins at a position. */
  begin(position: number): void;
  /** The places up to a position are those that ended an earlier zone at `step`. */
  meet(position: number, step: number): void;
  /** A zone ends at a position. Returns the number of its step. */
  close(position: number, row: number): number;
  program(rowCount: number): WalkProgram;
}

/** Steps for the members at all positions, those without expected cases in any stream left out; `mass`: expected cases in this one. */
export function stepWriter(order: Int32Array, possible: Uint8Array, mass: Float64Array): StepWriter {
  const blocks = blockWriter(order.length, mass);
  let [next, met, metAt] = [0, -1, 0];
  return {
    begin(position) {
      next = position;
      met = -1;
      blocks.begin(0);
    },
    meet(position, step) {
      met = step;
      metAt = position;
    },
    close(position, row) {
      if (met >= 0 && metAt - next - (met % stepsPerBlock) > worthwhile) {
        blocks.goOnFrom(met);
        for (; next <= metAt; next++) blocks.pass(order[next]!);
      }
      met = -1;
      for (; next <= position; next++) if (possible[order[next]!] === 1) blocks.add(order[next]!);
      return blocks.close(position, row);
    },
    program: blocks.program,
  };
}

interface BlockWriter extends Pick<StepWriter, 'close' | 'program'> {
  /** The next block begins with the sums of a store. */
  begin(store: number): void;
  add(member: number): void;
  /** A member that the sums hold already. */
  pass(member: number): void;
  /** The next block begins where another holds what it held at `step`. */
  goOnFrom(step: number): void;
}

function blockWriter(most: number, mass: Float64Array): BlockWriter {
  let columns = columnsFor(Math.ceil(most / stepsPerBlock) + 1);
  // Step to come, end of the last block, its number, stores handed out, and the one to begin with (−1: none).
  let [step, full, block, stores, store] = [0, 0, -1, 0, 0];
  // Expected cases of the zone and behind the block's first one. Fields: a captured variable would make a new number each time.
  const expected = { inside: 0.5, behind: 0.5, limit: 0.5 };
  const open = () => {
    step = full;
    full += stepsPerBlock;
    block++;
    if (block === columns.begins.length) columns = columnsFor(2 * block, columns);
    columns.begins[block] = store;
    store = -1;
    for (let i = step; i < full; i++) columns.members[i] = mass.length;
    expected.behind = 0;
  };
  const write = (member: number) => {
    if (block >= 0 && columns.firstRows[block] !== 0) expected.behind += mass[member]!;
    if (store >= 0 || step === full || expected.behind > expected.limit) open();
    columns.members[step++] = member;
  };
  const pass = (member: number) => {
    expected.inside += mass[member]!;
  };
  return {
    add(member) {
      write(member);
      pass(member);
    },
    pass,
    begin(from) {
      store = from;
      expected.inside = 0;
    },
    goOnFrom(other) {
      const source = Math.floor(other / stepsPerBlock);
      if (columns.keeps[source] === 0) columns.keeps[source] = ++stores;
      store = columns.keeps[source]!;
      for (let i = source * stepsPerBlock; i <= other; i++) write(columns.members[i]!);
    },
    close(position, row) {
      columns.positions[step - 1] = position;
      columns.rows[step - 1] = row;
      if (columns.firstRows[block] === 0) {
        columns.firstRows[block] = row;
        expected.limit = massPerBlock(expected.inside);
      }
      return step - 1;
    },
    program(rowCount) {
      const nobody = stores + 1;
      const [locations, blocks] = [mass.length, block + 1];
      const { begins, keeps, firstRows, members, positions, rows } = columns;
      for (let i = 0; i < blocks; i++) if (keeps[i] === 0) keeps[i] = nobody;
      return { locations, rowCount, blocks, begins, keeps, stores: nobody, firstRows, members, positions, rows };
    },
  };
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
