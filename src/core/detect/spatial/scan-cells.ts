import { type CsvTable, numberField } from './csv-table.ts';
import type { Places } from './scan-locations.ts';

/** One row of a table of cases or baselines. */
export interface Cell {
  location: number;
  interval: number;
  stream: string;
  value: number;
  line: number;
}

export interface Cells {
  dated: boolean;
  /** True when the table names streams. */
  streamed: boolean;
  cells: Cell[];
}

/** Reads `id[,interval],<value>[,stream]`. */
export function readCells(
  table: CsvTable,
  wanted: { places: Places; value: string; whole: boolean },
  faults: string[],
): Cells {
  const { places, value, whole } = wanted;
  const dated = table.columns.includes('interval');
  for (const column of ['id', value]) {
    if (!table.columns.includes(column) && table.columns.length > 0) {
      faults.push(
        `${table.name} line 1: has no column "${column}"; name the columns id${dated ? ',interval' : '[,interval]'},${value}[,stream]`,
      );
      return { dated, streamed: false, cells: [] };
    }
  }
  const cells = table.rows.map((row): Cell => {
    const id = row.fields.get('id')!;
    const location = places.index.get(id) ?? -1;
    if (location < 0)
      faults.push(
        `${table.name} line ${row.line}, field id: "${id}" isn't among the locations; add it there or drop the row`,
      );
    return {
      location,
      interval: dated
        ? numberField(table, row, {
            column: 'interval',
            whole: true,
            wanted: 'a whole number; number the intervals consecutively',
            faults,
          })
        : 0,
      stream: row.fields.get('stream') ?? '',
      value: numberField(table, row, {
        column: value,
        least: 0,
        whole,
        wanted: whole ? 'a whole number of 0 or more' : 'a number of 0 or more',
        faults,
      }),
      line: row.line,
    };
  });
  return { dated, streamed: table.columns.includes('stream'), cells };
}
