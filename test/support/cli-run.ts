import { Readable, Writable } from 'node:stream';
import { runCli } from '../../src/cli/outcry.ts';

export interface CliRun {
  status: number;
  out: string;
  err: string;
}

/** Runs a subcommand in this process, with the given standard input and environment. */
export async function runOutcry(
  argv: string[],
  { input = '', env = {} }: { input?: string | string[]; env?: Record<string, string> } = {},
): Promise<CliRun> {
  const written = { out: '', err: '' };
  const into = (where: 'out' | 'err') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        written[where] += chunk.toString();
        done();
      },
    });
  const status = await runCli(argv, {
    stdin: Readable.from([typeof input === 'string' ? input : input.join('\n')]),
    stdout: into('out'),
    stderr: into('err'),
    env,
    cwd: process.cwd(),
    signal: new AbortController().signal,
  });
  return { status, ...written };
}
