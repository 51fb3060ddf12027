import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { CliIo } from '../../src/cli/command.ts';
import { command } from '../../src/cli/locate.ts';
import { linesOf, maxLineLength } from '../../src/cli/locate-lines.ts';

async function locate(
  input: string | Iterable<Buffer>,
  argv: string[] = [],
): Promise<{ status: number; lines: unknown[] }> {
  const stdout = new PassThrough();
  const chunks: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const stdin = Readable.from(typeof input === 'string' ? [Buffer.from(input)] : input);
  const io: CliIo = {
    stdin,
    stdout,
    stderr: new PassThrough(),
    env: {},
    cwd: '.',
    signal: new AbortController().signal,
  };
  const status = await command.run(argv, io);
  const text = Buffer.concat(chunks).toString();
  return {
    status,
    lines: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

describe('outcry locate', () => {
  it('answers each line in order', async () => {
    const { status, lines } = await locate(
      '{"id":"a","profile":"H-Town"}\n{"id":2,"text":"down in Plano TX"}\n{"id":"c","geo":{"lat":41.88,"lon":-87.63}}\n{"id":"d"}',
    );
    expect(status).toBe(0);
    expect(lines).toMatchObject([
      {
        id: 'a',
        place: { country: 'US', state: 'TX', city: 'Houston', metro: '26420', level: 'city', from: 'profile' },
      },
      { id: 2, place: { city: 'Plano', from: 'text' } },
      { id: 'c', place: { city: 'Chicago', level: 'point', from: 'geo' } },
      { id: 'd', place: null },
    ]);
    expect(Object.keys((lines[0] as { place: object }).place)).toEqual([
      'country',
      'state',
      'city',
      'metro',
      'lat',
      'lon',
      'level',
      'from',
      'confidence',
    ]);
  });

  it('answers bad lines in their place and goes on', async () => {
    const { status, lines } = await locate(
      'nope\n[]\n{"profile":"Ohio"}\n{"id":"x","profile":7}\n{"id":"y","geo":{"lat":"41","lon":1}}\n{"id":"z","geo":{"lat":41,"lon":999}}\n{"id":"ok","profile":"Ohio"}\n',
    );
    expect(status).toBe(1);
    expect(lines.map((line) => (line as { line?: number }).line)).toEqual([1, 2, 3, 4, 5, 6, undefined]);
    expect(lines.map((line) => (line as { error?: { code: string } }).error?.code)).toEqual([
      'not-json',
      'not-object',
      'bad-field',
      'bad-field',
      'bad-field',
      'bad-field',
      undefined,
    ]);
    expect(lines[6]).toMatchObject({ id: 'ok', place: { state: 'OH' } });
  });

  it('takes nulls as absent, and letters that are cut by chunk borders', async () => {
    const bytes = Buffer.from('{"id":"1","profile":"Montréal, Québec","text":null,"geo":null}\r\n');
    const { status, lines } = await locate([...bytes].map((byte) => Buffer.from([byte])));
    expect(status).toBe(0);
    expect(lines).toMatchObject([{ id: '1', place: { country: 'CA', state: null } }]);
  });

  it('reads and writes files, and says which one is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'locate-'));
    writeFileSync(join(folder, 'in.ndjson'), '{"id":"1","profile":"Tampa, FL"}\n');
    const { status } = await locate('', ['--in', join(folder, 'in.ndjson'), '--out', join(folder, 'out.ndjson')]);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'out.ndjson'), 'utf8'))).toMatchObject({
      id: '1',
      place: { city: 'Tampa' },
    });
    await expect(locate('', ['--in', join(folder, 'none')])).rejects.toThrow('there is no file');
    await expect(locate('', ['--in', folder])).rejects.toThrow();
    await expect(locate('', ['--out', join(folder, 'no/such/folder')])).rejects.toThrow();
    await expect(locate('', ['--nonsense'])).rejects.toThrow();
  });
});

describe('linesOf', () => {
  it('gives null for a line that is too long, and the lines around it', async () => {
    async function* input() {
      yield 'before\n';
      for (let i = 0; i < 6; i++) yield 'x'.repeat(maxLineLength / 4);
      yield '\nafter';
    }
    const lines: (string | null)[] = [];
    for await (const line of linesOf(input())) lines.push(line);
    expect(lines).toEqual(['before', null, 'after']);
  });
});
