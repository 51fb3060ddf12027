import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../src/adapters/formats/registry.ts';
import type { Column, CopiedCells } from '../../src/ports/format.ts';

type Row = [id: string | null, at: number | null, state: string | null, share: number | null, text: string | null];

const columns: Column[] = [
  { name: 'id', type: 'text' },
  { name: 'at', type: 'instant' },
  { name: 'state', type: 'text' },
  { name: 'share', type: 'real' },
  { name: 'text', type: 'text' },
];
const cells: CopiedCells[] = [
  { take: 1, columns: [columns[0]!] },
  { take: 1, columns: [columns[1]!] },
  {
    take: 2,
    columns: [columns[2]!, columns[3]!],
    work: ([state, share]) => [state, share === null ? null : Number(share) / 10_000],
  },
  { take: 1, columns: [columns[4]!] },
];
const shape = { last: { name: 'made_with', text: 'model="a", =b' }, meta: {} };
const csv = formats.csv!;

// As PostgreSQL's documentation of COPY says that it writes text.
const marks: Record<string, string> = { '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const copied = (cell: string | number | null) =>
  cell === null ? '\\N' : String(cell).replace(/[\\\b\f\n\r\t]/g, (mark) => marks[mark]!);
const piece = (rows: Row[]) => Buffer.from(rows.map((row) => `${row.map(copied).join('\t')}\n`).join(''));

async function* each<T>(items: T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}
async function textOf(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all).toString();
}

const fromCopied = (batches: Row[][]) => textOf(csv.writeCopied!({ ...shape, cells }, each(batches.map(piece))));
const fromValues = (batches: Row[][]) => {
  const share = (n: number | null) => (n === null ? null : n / 10_000);
  const values = batches.map((rows) => rows.map(([id, at, state, n, text]) => [id, at, state, share(n), text]));
  return textOf(csv.write({ ...shape, columns }, each<unknown[][]>(values)));
};

// What a database in UTF-8 can hold: any character but NUL and lone surrogates.
const dangerous = ['=', '+', '-', '@', '|', '%', ',', '"', '\n', '\r', '\t', '\\', '\\N', "'", ' ', '\u0001', '\u007f'];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\u0000', '')),
  fc
    .array(fc.oneof(fc.constantFrom(...dangerous, '＝', '\u200b', '\u00a0', '🛒', 'é'), fc.string({ maxLength: 3 })), {
      maxLength: 6,
    })
    .chain((parts) => fc.constantFrom('', 'a', 'ab', '#', 'ñ', '“').map((start) => start + parts.join(''))),
  fc.string({ minLength: 45, maxLength: 60 }),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 6 });
const anyRow: fc.Arbitrary<Row> = fc.tuple(
  maybe(anyText),
  maybe(fc.integer({ min: -1e12, max: 4e12 })),
  maybe(fc.constantFrom('wal', 'walmart', '=x', 'a,b', '')),
  maybe(fc.integer({ min: 0, max: 10_000 })),
  maybe(anyText),
);

describe('csv from what the database copies out', () => {
  it('is to the byte what it is from values, whatever the texts hold', async () => {
    const rows = fc.array(fc.array(anyRow, { maxLength: 8 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(rows, async (batches) => {
        expect(await fromCopied(batches)).toBe(await fromValues(batches));
      }),
      { numRuns: 1_000, seed: 11 },
    );
  });

  it('is the same behind any character with which a text may begin', async () => {
    const starts = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code)).filter(
      (start) => start !== '\u0000' && !/[\ud800-\udfff]/.test(start),
    );
    const rows = starts.map((start, i): Row => [`${start}=1+1`, i, 'TX', 1, start]);
    expect(await fromCopied([rows])).toBe(await fromValues([rows]));
  });

  it('reads no further than a piece goes', async () => {
    const single = { ...shape, cells: [{ take: 1, columns: [columns[0]!] }] };
    for (const text of ['', '\n', 'a\n', 'a\n\nb,c\n', '1234567\n', '12345678\nab\n']) {
      const whole = Buffer.from(`${text}=x\n`);
      const written = await textOf(csv.writeCopied!(single, each([whole.subarray(0, Buffer.byteLength(text))])));
      const alone = text.split('\n').slice(0, -1);
      const quoted = alone.map((cell) => `${cell.includes(',') ? `"${cell}"` : cell},"model=""a"", =b"\n`);
      expect(written).toBe(`id,made_with\n${quoted.join('')}`);
    }
  });

  it('disarms formulas and quotes what must be', async () => {
    const text = await fromCopied([[['=1+1', 0, 'TX', 9_300, 'say "no", now\nor \\N']]]);
    expect(text).toBe(
      `id,at,state,share,text,made_with\n'=1+1,1970-01-01T00:00:00Z,TX,0.93,"say ""no"", now\nor \\N","model=""a"", =b"\n`,
    );
  });

  it('makes room where quotes double a text, and forgets no cell among very many', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i): Row => [`"${'"'.repeat(40)}`, i, `s${i}`, i % 7, 'x']);
    expect(await fromCopied([rows, rows.slice(0, 10)])).toBe(await fromValues([rows, rows.slice(0, 10)]));
  });
});
