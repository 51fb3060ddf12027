import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { formats } from '../../src/adapters/formats/registry.ts';
import type { Column, Format } from '../../src/ports/format.ts';

const columns: Column[] = [
  { name: 'text', type: 'text' },
  { name: 'at', type: 'instant' },
  { name: 'n', type: 'integer' },
  { name: 'x', type: 'real' },
  { name: 'b', type: 'boolean' },
];
const last = { name: 'made_with', text: 'model=kind@1' };
const at = Date.UTC(2026, 10, 3, 15, 0, 1, 5);
const nothing = [null, null, null, null, null];

async function* batches(...given: unknown[][][]): AsyncGenerator<unknown[][]> {
  for (const batch of given) yield batch;
}

async function bytesOf(format: Format, rows: AsyncIterable<unknown[][]>, meta = {}): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of format.write({ columns, last, meta }, rows)) parts.push(part);
  return Buffer.concat(parts);
}

const csvOf = async (...rows: unknown[][]) =>
  (await bytesOf(formats.csv!, batches(rows)))
    .toString()
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/,model=kind@1$/, ''));
const cell = async (text: string) =>
  (await bytesOf(formats.csv!, batches([[text, null, null, null, null]])))
    .toString()
    .slice('text,at,n,x,b,made_with\n'.length, -',,,,,model=kind@1\n'.length);

describe('every format', () => {
  it.each(Object.values(formats))('$name names itself and writes the same bytes for the same rows', async (format) => {
    expect(formats[format.name]).toBe(format);
    const rows = () => batches([['a', at, 1, 0.5, true]], [nothing]);
    expect(await bytesOf(format, rows())).toEqual(await bytesOf(format, rows()));
  });

  it.each(Object.values(formats))('$name writes a readable file when there is no row', async (format) => {
    const bytes = await bytesOf(format, batches());
    if (format.name === 'csv') expect(bytes.toString()).toBe('text,at,n,x,b,made_with\n');
    else if (format.name === 'ndjson') expect(bytes.length).toBe(0);
    else expect(await parquetReadObjects({ file: bufferOf(bytes) })).toEqual([]);
  });
});

describe('csv', () => {
  it('writes instants in UTC, numbers bare and nothing for unknown', async () => {
    expect(await csvOf(['a b', at, -3, 0.25, false], nothing, ['c', 0, 0, Number.NaN, true])).toEqual([
      'a b,2026-11-03T15:00:01.005Z,-3,0.25,false',
      ',,,,',
      'c,1970-01-01T00:00:00Z,0,,true',
    ]);
  });

  it('ends every line with what it was made with, as safe as any cell', async () => {
    const parts: Uint8Array[] = [];
    const shape = { columns, last: { name: '=name', text: '=1,"2"' }, meta: {} };
    for await (const part of formats.csv!.write(shape, batches([nothing], [], [nothing]))) parts.push(part);
    const line = `,,,,,"'=1,""2""${'"'}`;
    expect(Buffer.concat(parts).toString()).toBe(`text,at,n,x,b,'=name\n${line}\n${line}\n`);
  });

  it('writes instants before 1970 and over a change of day', async () => {
    const lines = await csvOf(['a', -1, 1, 1, true], ['a', 86_399_000, 1, 1, true], ['a', 86_400_000, 1, 1, true]);
    expect(lines.map((line) => line.split(',')[1])).toEqual([
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T23:59:59Z',
      '1970-01-02T00:00:00Z',
    ]);
  });

  it('quotes what must be quoted', async () => {
    expect(await cell('say "hi", you')).toBe('"say ""hi"", you"');
    expect(await cell('two\nlines')).toBe('"two\nlines"');
  });

  // The characters that Excel, LibreOffice and Google Sheets begin formulas with (OWASP, CSV Injection).
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1', '\u200b=1', '|calc', '%0A'])(
    'disarms %j',
    async (text) => expect((await cell(text)).replace(/^"/, '')).toMatch(/^'/),
  );

  it('leaves ordinary text as it is', async () => {
    for (const text of ['walmart is down', 'a=b', "it's 5-6pm", 'Ñandú 🛒', '']) expect(await cell(text)).toBe(text);
  });

  it('replaces control characters and lone surrogates', async () => {
    expect(await cell('a\u0000b\u001b[31m\ud800c')).toBe('a\ufffdb\ufffd[31m\ufffdc');
  });
});

describe('ndjson', () => {
  it('gives one object a line, equal to what was put in', async () => {
    const text = '=1\n"x" \u202e<script>';
    const lines = (await bytesOf(formats.ndjson!, batches([[text, at, 1, Number.POSITIVE_INFINITY, true]]))).toString();
    expect(lines.endsWith('}\n')).toBe(true);
    expect(JSON.parse(lines)).toEqual({
      text,
      at: '2026-11-03T15:00:01.005Z',
      n: 1,
      x: null,
      b: true,
      made_with: last.text,
    });
  });
});

function bufferOf(bytes: Buffer): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

describe('parquet', () => {
  it('is read back by an independent reader, over several row groups, with what it was made with', async () => {
    const rows = Array.from({ length: 120_000 }, (_, i) => [
      i % 7 ? `text ${i % 100}` : null,
      at + i,
      i,
      i / 4,
      i % 2 === 0,
    ]);
    const bytes = await bytesOf(formats.parquet!, batches(rows.slice(0, 70_000), rows.slice(70_000)), {
      model: 'kind@1',
    });
    const file = bufferOf(bytes);
    const metadata = parquetMetadata(file);
    expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual(
      Array.from({ length: 12 }, () => 10_000),
    );
    expect(metadata.key_value_metadata).toContainEqual({ key: 'outcry.model', value: 'kind@1' });
    const read = await parquetReadObjects({ file });
    expect(read.length).toBe(120_000);
    for (const i of [0, 1, 69_999, 119_999])
      expect(read[i]).toEqual({
        text: rows[i]![0],
        at: new Date(at + i),
        n: i,
        x: i / 4,
        b: i % 2 === 0,
        made_with: last.text,
      });
  });

  it('keeps nothing of what was read for groups that are written', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const groups = 40;
    // Every cell is a view of its own text of 800 kB, as those of a database's answer are.
    async function* views(): AsyncGenerator<unknown[][]> {
      for (let group = 0; group < groups; group++) {
        const whole = Buffer.alloc(800_000, 97 + (group % 26)).toString('latin1');
        yield new Array(10_000).fill([whole.slice(10, 60), at, group, null, null]);
      }
    }
    collect();
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    let parts = 0;
    for await (const _ of formats.parquet!.write({ columns, last, meta: {} }, views())) {
      if (++parts !== groups) continue;
      collect();
      most = process.memoryUsage().heapUsed - before;
    }
    expect(parts).toBe(groups + 1);
    // Mostly the group that is filled; of those before, some hundred bytes a column.
    expect(most / 1e6).toBeLessThan(5);
  });

  it('keeps unknown values and hostile text', async () => {
    const read = await parquetReadObjects({
      file: bufferOf(await bytesOf(formats.parquet!, batches([nothing, ['=1\u0000', at, 1, 1, true]]))),
    });
    expect(read[0]).toEqual({ text: null, at: null, n: null, x: null, b: null, made_with: last.text });
    expect(read[1]?.text).toBe('=1\u0000');
  });
});
