/** A text with the name it goes by in messages. */
export interface NamedText {
  name: string;
  text: string;
}

/** A row of a table; `line` counts from 1, the header's line included. */
export interface CsvRow {
  line: number;
  fields: Map<string, string>;
}

export interface CsvTable {
  name: string;
  columns: string[];
  rows: CsvRow[];
}

/**
 * Reads a table with a header line: RFC 4180 quoting, LF or CRLF, a byte-order mark and blank lines are skipped,
 * spaces around a field don't count. Rows whose number of fields differs from the header's are reported in `faults`.
 */
export function csvTable({ name, text }: NamedText, faults: string[]): CsvTable {
  const records = splitRecords(text.replace(/^\uFEFF/, ''));
  const header = records.shift();
  if (!header) {
    faults.push(`${name}: is empty; its first line must name the columns`);
    return { name, columns: [], rows: [] };
  }
  const columns = header.fields.map((column) => column.toLowerCase());
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) faults.push(`${name} line ${header.line}: column "${twice}" occurs twice; keep one of them`);
  const rows: CsvRow[] = [];
  for (const { line, fields } of records) {
    if (fields.length === columns.length)
      rows.push({
        line,
        fields: new Map(columns.map((column, i) => [column, fields[i]!])),
      });
    else
      faults.push(
        `${name} line ${line}: has ${fields.length} fields where the header names ${columns.length}; a field with a comma needs quotes`,
      );
  }
  return { name, columns, rows };
}

interface CsvRecord {
  line: number;
  fields: string[];
}

function splitRecords(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let record: CsvRecord = { line: 1, fields: [] };
  let line = 1;
  const pattern = /("(?:[^"]|"")*"[^,\n]*|[^,\n]*)(,|\n|$)/g;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, raw, end] = match as unknown as [string, string, string];
    record.fields.push(unquoted(raw.trim()));
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    if (record.fields.length > 1 || record.fields[0] !== '') records.push(record);
    if (end === '') break;
    record = { line, fields: [] };
  }
  return records;
}

function unquoted(field: string): string {
  return field.length > 1 && field.startsWith('"') && field.endsWith('"')
    ? field.slice(1, -1).replaceAll('""', '"').trim()
    : field;
}

/** The row's field as a number within bounds; otherwise a fault that says where, what and how to mend, and NaN. */
export function numberField(table: CsvTable, row: CsvRow, rule: NumberRule): number {
  const text = row.fields.get(rule.column) ?? '';
  const value = text === '' ? Number.NaN : Number(text);
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = rule;
  if (Number.isFinite(value) && value >= least && value <= most && (!rule.whole || Number.isSafeInteger(value)))
    return value;
  rule.faults.push(
    `${table.name} line ${row.line}, field ${rule.column}: ${JSON.stringify(text)} isn't ${rule.wanted}`,
  );
  return Number.NaN;
}

export interface NumberRule {
  column: string;
  least?: number;
  most?: number;
  whole?: boolean;
  /** What the field must be, as it ends the sentence `"x" isn't …`. */
  wanted: string;
  faults: string[];
}
