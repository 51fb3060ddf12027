import { UsageError } from './command.ts';

/** A row of counts. `observed` false: the collector was down. */
export interface CountRow {
  stream: string;
  minute: number;
  count: number;
  observed: boolean;
}

/** Why a line can't be used, and how to mend it. */
export interface RowFault {
  code: 'fields' | 'stream' | 'minute' | 'count' | 'observed';
  message: string;
}

const columns = ['stream_id', 'minute_utc', 'count', 'observed'] as const;
const comma = 44;
const quote = 34;

/** Reads rows of CSV from bytes; the returned row is the same object every time. */
export interface RowReader {
  read(bytes: Buffer, from: number, to: number): CountRow | RowFault;
}

/** Reader for the columns that the header line names; `observed` may be absent. Throws UsageError for a header without the rest. */
export function createRowReader(header: string): RowReader {
  const names = header
    .replace(/^\ufeff/, '')
    .split(',')
    .map((name) => name.trim().replace(/^"|"$/g, ''));
  const [stream, minute, count, observed] = columns.map((name) => names.indexOf(name)) as [
    number,
    number,
    number,
    number,
  ];
  const missing = columns.filter((name) => name !== 'observed' && !names.includes(name));
  if (missing.length > 0)
    throw new UsageError(
      `line 1: the header must be ${columns.join(',')}; it lacks ${missing.join(' and ')}: "${header.slice(0, 100)}"`,
    );
  const starts = new Int32Array(names.length + 1);
  const row: CountRow = { stream: '', minute: 0, count: 0, observed: true };
  let id: Buffer = Buffer.alloc(0);

  function takeStream(bytes: Buffer, from: number, to: number): boolean {
    if (to - from === id.length && bytes.compare(id, 0, id.length, from, to) === 0) return true;
    if (to <= from) return false;
    id = Buffer.from(bytes.subarray(from, to));
    row.stream = id.toString('utf8');
    return true;
  }

  function read(bytes: Buffer, from: number, to: number): CountRow | RowFault {
    if (!fieldStarts(bytes, { from, to }, starts))
      return fault(
        'fields',
        `expected ${names.length} fields (${names.join(',')}), found another number of them: "${shown(bytes, from, to)}"`,
      );
    const text = (field: number) => shown(bytes, starts[field]!, starts[field + 1]! - 1);
    if (!takeStream(bytes, starts[stream]!, starts[stream + 1]! - 1)) return fault('stream', 'stream_id is empty');
    row.minute = digits(bytes, starts[minute]!, starts[minute + 1]! - 1);
    if (row.minute < 0)
      return fault('minute', `minute_utc must be whole minutes since 1970-01-01T00:00Z, not "${text(minute)}"`);
    row.count = digits(bytes, starts[count]!, starts[count + 1]! - 1);
    if (row.count < 0) return fault('count', `count must be a whole number, 0 or more, not "${text(count)}"`);
    if (observed >= 0) {
      const flag = digits(bytes, starts[observed]!, starts[observed + 1]! - 1);
      if (flag !== 0 && flag !== 1) return fault('observed', `observed must be 0 or 1, not "${text(observed)}"`);
      row.observed = flag === 1;
    }
    return row;
  }
  return { read };
}

/** Writes where each field starts, the end + 1 after the last; false when their number is another. Quotes are taken off nowhere: ids may not hold commas. */
function fieldStarts(bytes: Buffer, line: { from: number; to: number }, starts: Int32Array): boolean {
  let field = 0;
  starts[0] = line.from;
  for (let at = line.from; at < line.to; at++) {
    if (bytes[at] !== comma) continue;
    field += 1;
    if (field >= starts.length - 1) return false;
    starts[field] = at + 1;
  }
  starts[field + 1] = line.to + 1;
  return field === starts.length - 2;
}

/** Value of a field of 1 to 15 digits, quotes around it allowed; −1 for anything else. */
function digits(bytes: Buffer, from: number, to: number): number {
  if (bytes[from] === quote && bytes[to - 1] === quote && to - from > 2) return digits(bytes, from + 1, to - 1);
  if (to <= from || to - from > 15) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function fault(code: RowFault['code'], message: string): RowFault {
  return { code, message };
}

function shown(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('utf8', from, Math.min(to, from + 60));
}
