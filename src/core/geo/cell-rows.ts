const cellCount = 180 * 360 + 361;

/** Number of the cell of one by one degree that a point lies in. */
export function cellOf(lat: number, lon: number): number {
  return Math.floor(lat + 90) * 360 + Math.floor(lon + 180);
}

interface Points {
  length: number;
  lat(row: number): number;
  lon(row: number): number;
}

/** Rows of a table by the cell of one degree that they lie in, in the table's order (counting sort). */
export class CellRows {
  private readonly starts = new Uint32Array(cellCount + 1);
  private readonly rows: Uint32Array;

  constructor(points: Points, isIn: (row: number) => boolean) {
    const cells = new Int32Array(points.length).fill(-1);
    for (let row = 0; row < points.length; row++) {
      if (!isIn(row)) continue;
      cells[row] = cellOf(points.lat(row), points.lon(row));
      this.starts[cells[row]! + 1]!++;
    }
    for (let cell = 0; cell < cellCount; cell++) this.starts[cell + 1]! += this.starts[cell]!;
    this.rows = new Uint32Array(this.starts[cellCount]!);
    const next = this.starts.slice();
    cells.forEach((cell, row) => {
      if (cell >= 0) this.rows[next[cell]!++] = row;
    });
  }

  /** Rows in a cell; none for one off the globe. */
  in(cell: number): Uint32Array {
    return cell < 0 || cell >= cellCount
      ? this.rows.subarray(0, 0)
      : this.rows.subarray(this.starts[cell], this.starts[cell + 1]);
  }
}
