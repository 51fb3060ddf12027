import type { CliIo } from './command.ts';
import { addEnvFile } from './env-file.ts';
import { faultWords } from './fault-words.ts';

/** The process as a subcommand sees it, with the settings of a `.env` in its folder. */
export function processIo(): CliIo {
  addEnvFile('.env', process.env);
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort());
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that closes early (`outcry export | head`) is not a fault.
    if (error.code === 'EPIPE') process.exit(0);
    const said = faultWords(error);
    if (said === null) throw error;
    // Whoever writes may wait for it forever: the process ends here.
    process.stderr.write(`outcry: can't write to standard output: ${said}\n`);
    process.exit(2);
  });
  const { stdin, stdout, stderr, env } = process;
  return { stdin, stdout, stderr, env, cwd: process.cwd(), signal: abort.signal };
}
