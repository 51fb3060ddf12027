import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { command } from '../../src/cli/detect.ts';

/** Score of each bin of one series by `outcry detect`, told as `rows` of minute (since the epoch) and count in order; −1 where there is none. */
export async function scoreSeries(
  rows: readonly { minute: number; count: number }[],
  argv: readonly string[],
): Promise<number[]> {
  const lines = rows.map(({ minute, count }) => `t,${minute},${count},1\n`).join('');
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const printed = Promise.all([text(stdout), text(stderr)]);
  const stdin = Readable.from([Buffer.from(`stream_id,minute_utc,count,observed\n${lines}`)]);
  const io = { stdin, stdout, stderr, env: {}, cwd: '.', signal: new AbortController().signal };
  await command.run([...argv], io);
  stdout.end();
  stderr.end();
  const byMinute = new Map<number, number>();
  for (const line of (await printed)[0].trim().split('\n').slice(1)) {
    const [, minute, score] = line.split(',').map(Number);
    byMinute.set(minute!, score!);
  }
  return rows.map(({ minute }) => byMinute.get(minute) ?? -1);
}
