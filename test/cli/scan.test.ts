import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { command } from '../../src/cli/scan.ts';

/** Twelve places in a row, ten people each, p3 and p4 close together, p7 and p8 too; cases in six intervals, many at p3 and p4 in the last two. */
const along = [0, 10, 20, 30, 31, 50, 60, 70, 71, 90, 100, 110];
const locations = ['id,x,y,population', ...Array.from({ length: 12 }, (_, i) => `p${i},${along[i]},0,10`)].join('\n');
const rows = Array.from({ length: 12 }, (_, i) =>
  [1, 2, 3, 4, 5, 6].map((t) => `p${i},${t},${t > 4 && (i === 3 || i === 4) ? 6 : 1}`),
).flat();
const cases = ['id,interval,count', ...rows].join('\n');
const baselines = ['id,interval,baseline', ...rows.map((row) => row.replace(/\d+$/, '1.5'))].join('\n');

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-'));
  write('l.csv', locations);
  write('c.csv', cases);
  write('b.csv', baselines);
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

async function scan(
  line: string,
  stdin = '',
): Promise<{
  clusters: Record<string, unknown>[];
  null?: { mean: number; sd: number };
}> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const io = {
    stdin: Readable.from([stdin]),
    stdout,
    stderr,
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  };
  expect(await command.run(line.split(' '), io)).toBe(0);
  const text = String(stdout.read() ?? '');
  return text === '' ? { clusters: [] } : JSON.parse(text);
}

const files = '--locations l.csv --cases c.csv';

describe('outcry scan', () => {
  it('answers with clusters, p-values and the null distribution', async () => {
    const answer = await scan(`--model stp ${files} --windows 3 --replicates 199 --seed 5`);
    const [first] = answer.clusters;
    // c = 24; e = (both places' 32 cases) · (the last two intervals' 44) / 92; the ratio by hand from these.
    const e = (32 * 44) / 92;
    expect(first).toMatchObject({
      ids: ['p3', 'p4'],
      center: 'p3',
      observed: 24,
      radiusKm: 1,
      from: 5,
      to: 6,
    });
    expect(first!.expected).toBeCloseTo(e, 10);
    expect(first!.llr).toBeCloseTo(24 * Math.log(24 / e) + 68 * Math.log(68 / (92 - e)), 10);
    expect(Object.keys(first!)).toEqual([
      'ids',
      'center',
      'llr',
      'observed',
      'expected',
      'relativeRisk',
      'radiusKm',
      'from',
      'to',
      'p',
      'pGumbel',
    ]);
    expect(first!.p).toBeGreaterThanOrEqual(1 / 200);
    expect(answer.null!.mean).toBeGreaterThan(0);
    expect(await scan(`--model stp ${files} --windows 3 --replicates 199 --seed 5`)).toEqual(answer);
  });

  it('leaves p out without replicates', async () => {
    const answer = await scan(`--model stp ${files} --replicates 0`);
    expect(answer.null).toBeUndefined();
    expect(answer.clusters[0]).not.toHaveProperty('p');
    expect(answer.clusters[0]).not.toHaveProperty('pGumbel');
  });

  it.each(['poisson', 'kull', 'ebp'])('knows the %s model', async (model) => {
    const answer = await scan(`--model ${model} ${files} --baselines b.csv --windows 2 --replicates 99`);
    expect(answer.clusters[0]).toMatchObject({
      ids: ['p3', 'p4'],
      observed: 24,
      from: 5,
      to: 6,
      p: 0.01,
    });
  });

  it('knows the bernoulli model, and scans in space alone where cases carry no interval', async () => {
    write('l.csv', locations.replace('population', 'controls'));
    write('c.csv', 'id,count\np0,1\np1,1\np7,9\np8,8\n');
    const answer = await scan(`--model bernoulli ${files} --replicates 99`);
    expect(answer.clusters[0]).toMatchObject({
      ids: ['p7', 'p8'],
      observed: 17,
      from: null,
      to: null,
    });
  });

  it('reads cases from standard input and writes to a file', async () => {
    await scan('--model stp --locations l.csv --replicates 0 --out answer.json', cases);
    expect(JSON.parse(readFileSync(join(folder, 'answer.json'), 'utf8')).clusters[0].ids).toEqual(['p3', 'p4']);
  });

  it('finds a window in the past when retrospective, and one in time alone', async () => {
    write('c.csv', cases.replace(/^(p[78],2),1$/gm, '$1,30'));
    expect((await scan(`--model stp ${files} --windows 2 --replicates 0 --retrospective`)).clusters[0]).toMatchObject({
      ids: ['p7', 'p8'],
      from: 2,
      to: 2,
    });
    const whole = await scan(`--model poisson ${files} --windows 2 --replicates 0 --temporal --retrospective`);
    expect(whole.clusters).toMatchObject([{ ids: ['All'], from: 2, to: 2, observed: 70 }]);
  });

  it('adds the streams of a case file', async () => {
    write('c.csv', ['id,interval,count,stream', ...rows.flatMap((row) => [`${row},posts`, `${row},form`])].join('\n'));
    const one = await scan(`--model stp ${files} --windows 3 --replicates 0 --top 1`);
    expect(one.clusters).toMatchObject([{ ids: ['p3', 'p4'], observed: 48 }]);
    write('c.csv', cases);
    const [single] = (await scan(`--model stp ${files} --windows 3 --replicates 0`)).clusters;
    expect(one.clusters[0]!.llr).toBeCloseTo(2 * (single!.llr as number), 10);
  });

  it('reads quotes, CRLF and a byte-order mark', async () => {
    write('l.csv', `\uFEFF${locations.replace('p3,', '"p3",').replaceAll('\n', '\r\n')}\r\n`);
    expect((await scan(`--model stp ${files} --replicates 0`)).clusters[0]!.ids).toEqual(['p3', 'p4']);
  });
});

describe('unusable input', () => {
  const fails = (line: string) => expect(scan(line)).rejects;

  it.each([
    ['c.csv', 'id,interval,count\np3,5,six', 'c.csv line 2, field count: "six" isn\'t a whole number of 0 or more'],
    ['c.csv', 'id,interval,count\np3,5,-1', 'c.csv line 2, field count: "-1" isn\'t'],
    [
      'c.csv',
      'id,interval,count\nnowhere,5,1',
      'c.csv line 2, field id: "nowhere" isn\'t among the locations; add it there or drop the row',
    ],
    ['c.csv', 'id,interval,count\np3,yesterday,1', 'c.csv line 2, field interval: "yesterday" isn\'t a whole number'],
    ['c.csv', 'id,interval\np3,5', 'c.csv line 1: has no column "count"'],
    ['c.csv', 'id,interval,count\np3,5', 'c.csv line 2: has 2 fields where the header names 3'],
    ['c.csv', '', 'c.csv: is empty'],
    ['c.csv', 'id,interval,count\n', 'c.csv: has no rows'],
    ['c.csv', 'id,count\np3,4', 'the stp model compares times; add a column "interval"'],
    ['l.csv', 'id,lat,lon\np3,95,0', 'l.csv line 2, field lat: "95" isn\'t a latitude'],
    ['l.csv', 'id,x,y\np3,1,0\np3,2,0', 'l.csv line 3, field id: "p3" occurs twice'],
    ['l.csv', 'name,x,y\np3,1,0', 'l.csv line 1: has no column "id"'],
  ])('in %s is told with place and remedy: %j', async (name, text, message) => {
    write(name, text);
    await fails(`--model stp ${files}`).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(message),
    });
  });

  it('names every fault at once', async () => {
    write('c.csv', 'id,interval,count\np3,5,six\nnowhere,5,1');
    await fails(`--model stp ${files}`).toMatchObject({
      message: expect.stringMatching(/line 2, field count.*\n.*line 3, field id/),
    });
  });

  it.each([
    ['--model magic', '--model: "magic" isn\'t one of poisson, bernoulli, stp, kull, ebp'],
    ['--model stp --max-share 2', '--max-share: "2" isn\'t a number above 0 and up to 1'],
    ['--model stp --windows 0', '--windows: "0" isn\'t a whole number of 1 or more'],
    ['--model stp --replicates many', '--replicates: "many" isn\'t'],
    ['--model ebp', 'the ebp model needs --baselines'],
    ['--model bernoulli', 'the bernoulli model needs a column "controls"'],
    ['--model stp --zones subsets,states', '--zones: subsets stand alone'],
  ])('in the arguments %s', async (line, message) => {
    await fails(`${line} ${files}`).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(message),
    });
  });

  it('names a file that isn’t there', async () => {
    await fails('--model stp --locations none.csv --cases c.csv').toMatchObject({
      message: expect.stringMatching(/can't read none\.csv/),
    });
  });

  it('tells of cases where none are expected', async () => {
    write('b.csv', baselines.replace('p3,6,1.5', 'p3,6,0'));
    await fails(`--model ebp ${files} --baselines b.csv`).toMatchObject({
      message: expect.stringContaining('location "p3" has cases in interval 6 where b.csv expects none'),
    });
  });
});
