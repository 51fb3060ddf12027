import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../adapters/assets/package-root.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';

const help = `
Usage: outcry train --with-feedback FILE [--tolerance NUMBER] [--real FILE]

Trains a new model on the corpus and people's labels, compares it with the present one on frozen posts that neither has
seen, and puts it in force only if no figure is worse by more than the tolerance. The present model is never changed: the
new one gets a version of its own (1.1 after 1, 1.2 after 1.1). Takes minutes to an hour of CPU. It needs a checkout of
Outcry with its development packages (npm ci), since the corpus and the training don't come with the program; there it is
the same as "node scripts/run.mjs train".

Options:
  --with-feedback FILE  labeled posts, as "outcry feedback export" writes them
  --tolerance NUMBER    by how much a figure may be worse (default 0.01)
  --real FILE           labeled real posts to compare on too

Exit status: 0 the new model is in force; 1 it was worse and the present one stays; 2 unusable arguments or input.

Example:
  outcry feedback export --out feedback.ndjson && outcry train --with-feedback feedback.ndjson
`;

const text = { type: 'string' } as const;

/** `outcry train` */
export const command: CliCommand = {
  name: 'train',
  summary: 'Trains a new model with people’s labels; it replaces the present one only if it isn’t worse.',
  help,
  async run(argv, io) {
    const options = { 'with-feedback': text, tolerance: text, real: text };
    const { 'with-feedback': feedback, tolerance = '0.01', real } = parseArgs({ args: argv, options }).values;
    if (feedback === undefined) throw new UsageError('say --with-feedback FILE');
    if (!(Number(tolerance) >= 0 && Number(tolerance) < 1) || tolerance.trim() === '')
      throw new UsageError('--tolerance must be a number from 0 to 1');
    const file = resolve(io.cwd, feedback);
    if (!existsSync(file)) throw new UsageError(`--with-feedback: there is no file ${feedback}`);
    const asked = ['--with-feedback', file, '--tolerance', tolerance];
    return train(real === undefined ? asked : [...asked, '--real', resolve(io.cwd, real)], io);
  },
};

async function train(asked: string[], io: CliIo): Promise<ExitStatus> {
  const runner = join(packageRoot(), 'scripts/run.mjs');
  if (!existsSync(runner) || !existsSync(join(packageRoot(), 'data/corpus')))
    throw new UsageError('training needs a checkout of Outcry: corpus and scripts don’t come with the program');
  const child = spawn(process.execPath, [runner, 'train', ...asked], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: io.signal,
  });
  child.stdout.pipe(io.stdout, { end: false });
  child.stderr.pipe(io.stderr, { end: false });
  const [status] = (await once(child, 'close')) as [number | null];
  return status === 0 ? 0 : status === 1 ? 1 : 2;
}
