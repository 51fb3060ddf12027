import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { tweetVolumes } from '../../scripts/evaluate/tweet-volumes.ts';
import { UsageError } from '../../src/cli/command.ts';
import { command } from '../../src/cli/detect.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import { samplePoisson } from '../../src/core/stats/sample-poisson.ts';

const header = 'stream_id,minute_utc,count,observed\n';
const midnight = 29_459_520;
const folder = mkdtempSync(join(tmpdir(), 'outcry-detect-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command on text (or on pieces of it) and gives what it printed. */
async function detect(input: string | Buffer[], argv: string[] = []) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const printed = Promise.all([text(stdout), text(stderr)]);
  const stdin = Readable.from(typeof input === 'string' ? [Buffer.from(input)] : input);
  const io = { stdin, stdout, stderr, env: {}, cwd: folder, signal: new AbortController().signal };
  const status = await command.run(argv, io).finally(() => {
    stdout.end();
    stderr.end();
  });
  const [out, err] = await printed;
  return { status, out, err, rows: out.trim().split('\n').slice(1) };
}

function series(id: string, minutes: number, rate: (minute: number) => number, seed: number): string {
  const random = seededRandom(seed);
  const rows: string[] = [];
  for (let minute = 0; minute < minutes; minute++)
    rows.push(`${id},${midnight + minute},${samplePoisson(rate(minute), random)},1\n`);
  return rows.join('');
}

describe('outcry detect', () => {
  it('scores every minute of each stream from the day asked for', async () => {
    const input = header + series('a', 3000, () => 0.5, 1) + series('b', 2000, () => 0.1, 2);
    const { status, rows, err } = await detect(input, ['--from-day', '1']);
    expect([status, err]).toEqual([0, '']);
    expect(rows).toHaveLength(3000 - 1440 + (2000 - 1440));
    expect(rows[0]).toMatch(new RegExp(`^a,${midnight + 1440},[0-9.]+$`));
    expect(rows.at(-1)).toMatch(new RegExp(`^b,${midnight + 1999},[0-9.]+$`));
  });

  it('begins on the 35th day when nothing is asked for', async () => {
    const { rows } = await detect(`${header}a,${midnight + 7},1,1\na,${midnight + 35 * 1440 + 1},1,1\n`);
    expect(rows.map((row) => row.split(',')[1])).toEqual([`${midnight + 35 * 1440}`, `${midnight + 35 * 1440 + 1}`]);
  });

  it('finds an outage', async () => {
    const rate = (minute: number) => (minute >= 8 * 1440 + 300 ? 4 : 0.4);
    const { rows } = await detect(header + series('a', 8 * 1440 + 320, rate, 3), ['--from-day', '8']);
    const scores = rows.map((row) => Number(row.split(',')[2]));
    expect(Math.max(...scores.slice(0, 300))).toBeLessThan(43_200);
    expect(scores.at(-1)).toBeGreaterThan(43_200);
  });

  it('takes a missing row as an observed zero, and observed 0 as a gap', async () => {
    const dense = header + series('a', 4000, (minute) => (minute % 50 ? 0 : 3), 4);
    const sparse = dense.replaceAll(/a,\d+,0,1\n/g, '');
    const gap = dense.replaceAll(/,0,1\n/g, ',0,0\n');
    const last = dense
      .trim()
      .split('\n')
      .findLastIndex((row) => !row.endsWith(',0,1'));
    const [one, two, three] = [await detect(dense), await detect(sparse), await detect(gap)];
    expect(one.rows.slice(0, two.rows.length)).toEqual(two.rows);
    const [early, late] = [await detect(dense, ['--from-day', '0']), await detect(sparse, ['--from-day', '0'])];
    expect(early.rows.slice(0, last)).toEqual(late.rows.slice(0, last));
    expect((await detect(gap, ['--from-day', '0'])).rows).not.toEqual(early.rows);
    expect(three.status).toBe(0);
  });

  it('gives the same scores however the bytes are cut, with CRLF or without a last line end', async () => {
    const input = header + series('a', 2000, () => 0.7, 5);
    const whole = await detect(input, ['--from-day', '0']);
    const bytes = Buffer.from(input);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(7 * i, 7 * i + 7));
    expect((await detect(pieces, ['--from-day', '0'])).out).toBe(whole.out);
    expect((await detect(input.replaceAll('\n', '\r\n').trimEnd(), ['--from-day', '0'])).out).toBe(whole.out);
  });

  it('keeps the phase of bins that don’t lie on multiples', async () => {
    const minutes = [midnight + 2, midnight + 7, midnight + 17];
    const input = header + minutes.map((minute) => `a,${minute},20,1\n`).join('');
    const { rows } = await detect(input, ['--bin', '5', '--from-day', '0']);
    expect(rows.map((row) => Number(row.split(',')[1]) - midnight)).toEqual([2, 7, 12, 17]);
  });

  it('reads and writes files', async () => {
    writeFileSync(join(folder, 'counts.csv'), `${header}a,${midnight},1,1\n`);
    const { status, out } = await detect('', ['--in', 'counts.csv', '--out', 'scores.csv', '--from-day', '0']);
    expect([status, out]).toEqual([0, '']);
    expect(readFileSync(join(folder, 'scores.csv'), 'utf8')).toBe(`stream_id,minute_utc,score\na,${midnight},0\n`);
  });

  it('never lets the future change a score', async () => {
    const past = header + series('a', 3000, () => 1, 6);
    const then = (count: number) =>
      Array.from({ length: 200 }, (_, i) => `a,${midnight + 3000 + i},${count},1\n`).join('');
    const [calm, storm] = [
      await detect(past + then(1), ['--from-day', '0']),
      await detect(past + then(90), ['--from-day', '0']),
    ];
    expect(calm.rows.slice(0, 3000)).toEqual(storm.rows.slice(0, 3000));
    expect(calm.rows.at(-1)).not.toBe(storm.rows.at(-1));
  });
});

describe('outcry detect --bin 5 on made tweet volumes', () => {
  const rows = 15_902;
  const events = [6_000, 9_500, 13_000].map((from) => ({ from, to: from + 12, factor: 8 }));
  // Bins begin 2 minutes 53 after the full five minutes; that much of them is whole minutes.
  const first = midnight + 1_302;

  it.each([
    [1.5, 3],
    [20, 4],
    [90, 5],
  ])('of %s in five minutes, scores every row, finds the events at once, and is rarely wrong', async (mean, seed) => {
    const counts = tweetVolumes({ mean, rows, seed, events });
    const input = counts.map((count, row) => `t,${first + 5 * row},${count},1\n`).join('');
    const argv = ['--bin', '5', '--from-day', '8', '--counts', 'reports'];
    const { status, rows: scored, err } = await detect(header + input, argv);
    expect([status, err]).toEqual([0, '']);
    const scores = new Map(scored.map((line) => line.split(',').slice(1).map(Number) as [number, number]));
    const begin = Math.ceil((midnight + 8 * 1440 - first) / 5);
    expect(scores.size).toBe(rows - begin);
    expect([...scores.values()].every((score) => Number.isFinite(score) && score >= 0)).toBe(true);
    const score = (row: number) => scores.get(first + 5 * row)!;
    for (const { from } of events) {
      const delay = Array.from({ length: 12 }, (_, i) => score(from + i)).findIndex((value) => value >= 43_200);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThan(mean < 10 ? 8 : 6);
    }
    // Storms are events too: one in two days, most of them small.
    const loud = [...scores.values()].filter((value) => value >= 43_200).length;
    expect(loud / scores.size).toBeLessThan(0.06);
  });

  it.each([
    [20, 4],
    [90, 5],
  ])(
    'of %s in five minutes, taken for mentions, keeps its budget in spite of storms, and finds the events',
    async (mean, seed) => {
      const counts = tweetVolumes({ mean, rows, seed, events });
      const input = counts.map((count, row) => `t,${first + 5 * row},${count},1\n`).join('');
      const { rows: scored } = await detect(header + input, ['--bin', '5', '--from-day', '8']);
      const scores = scored.map((line) => Number(line.split(',')[2]));
      const skipped = rows - scores.length;
      // One of the three begins at night, where eight times the usual is no more than a storm of the day.
      const found = events.filter(({ from }) =>
        scores.slice(from - skipped, from - skipped + 6).some((score) => score >= 14_400),
      );
      expect(found.length).toBeGreaterThanOrEqual(2);
      const near = (row: number) => events.some(({ from }) => row >= from && row < from + 72);
      const others = scores.filter((_, n) => !near(n + skipped));
      const loud = others.filter((score) => score >= 14_400).length;
      // Weeks scored are seven, and ten days so short that chance leaves five.
      expect(loud).toBeLessThanOrEqual(10);
    },
  );
});

describe('outcry detect --counts', () => {
  it('takes bins of five minutes for mentions, minutes for reports', async () => {
    const minutes = series('a', 3 * 1440, (minute) => (minute > 3000 ? 9 : 2), 6);
    const bins = Array.from({ length: 864 }, (_, n) => `a,${midnight + 5 * n},${n > 600 ? 45 : 10},1\n`).join('');
    const told = async (input: string, argv: string[]) =>
      (await detect(header + input, ['--from-day', '1', ...argv])).out;
    expect(await told(minutes, [])).toBe(await told(minutes, ['--counts', 'reports']));
    expect(await told(minutes, ['--counts', 'mentions'])).not.toBe(await told(minutes, []));
    const wide = ['--bin', '5'];
    expect(await told(bins, wide)).toBe(await told(bins, [...wide, '--counts', 'mentions']));
    expect(await told(bins, [...wide, '--counts', 'reports'])).not.toBe(await told(bins, wide));
  });

  it('refuses anything else', async () => {
    await expect(detect(header, ['--counts', 'tweets'])).rejects.toThrow(
      '--counts must be reports or mentions, not "tweets"',
    );
  });
});

describe('outcry detect with bad input', () => {
  it.each([
    ['a,12', 'fields'],
    [`,${midnight + 1},1,1`, 'stream'],
    ['a,soon,1,1', 'minute'],
    [`a,${midnight + 1},-1,1`, 'count'],
    [`a,${midnight + 1},1.5,1`, 'count'],
    [`a,${midnight + 1},1,2`, 'observed'],
    [`a,${midnight},1,1`, 'order'],
    [`a,${midnight - 1},1,1`, 'order'],
  ])('answers "%s" with its line and keeps the good rest', async (line, code) => {
    const good = `${header}a,${midnight},2,1\na,${midnight + 2},1,1\n`;
    const bad = `${header}a,${midnight},2,1\n${line}\na,${midnight + 2},1,1\n`;
    const answer = await detect(bad, ['--from-day', '0']);
    expect(answer.status).toBe(1);
    expect(JSON.parse(answer.err)).toMatchObject({ line: 3, error: { code } });
    expect(answer.out).toBe((await detect(good, ['--from-day', '0'])).out);
  });

  it('refuses a stream that comes again after others', async () => {
    const { status, err } = await detect(`${header}a,1,1,1\nb,1,1,1\na,2,1,1\n`, ['--from-day', '0']);
    expect(status).toBe(1);
    expect(JSON.parse(err).error.message).toContain('sort the input');
  });

  it('counts what it doesn’t show', async () => {
    const { err } = await detect(header + 'x\n'.repeat(150));
    expect(err.trim().split('\n')).toHaveLength(101);
    expect(err).toContain('50 more bad lines');
  });

  it.each([
    ['', []],
    ['minute,count\n1,1\n', []],
    [header, ['--bin', '7']],
    [header, ['--from-day', 'x']],
    [header, ['--in', 'absent.csv']],
    [header, ['--in', '.']],
    [header, ['--out', 'absent/scores.csv']],
  ] as const)('stops at unusable input or arguments: %j %j', async (input, argv) => {
    await expect(detect(input, [...argv])).rejects.toThrow(UsageError);
  });

  it('takes a header alone as no streams', async () => {
    expect(await detect(header)).toMatchObject({ status: 0, out: 'stream_id,minute_utc,score\n', err: '' });
  });
});

const bench = join(import.meta.dirname, '../../../shared/bench/detect/README.md');
describe.skipIf(!existsSync(bench))('the interface of the benchmark (skipped: ../shared/bench isn’t here)', () => {
  it('names the columns that are read and written', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../shared/bench/README.md'), 'utf8');
    expect(page).toContain(header.trim());
    expect(page).toContain('stream_id,minute_utc,score');
  });
});
