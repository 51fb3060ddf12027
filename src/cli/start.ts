import { parseArgs } from 'node:util';
import { startOutcry } from '../compose.ts';
import { loadConfig } from '../config/load.ts';
import type { CliCommand, CliIo, ExitStatus } from './command.ts';

const help = `
Usage: outcry start [--config FILE] [--host ADDRESS] [--port N]

Starts database, sources, detection, API and page in one process and runs until SIGTERM or SIGINT.

Options:
  --config FILE    JSON file with settings; the environment (OUTCRY_…, DATABASE_URL) comes on top
  --host ADDRESS   as OUTCRY_HOST
  --port N         as OUTCRY_PORT; 0 takes a free one

Example:
  OUTCRY_BRANDS=walmart,target outcry start --port 8080
`;

/** Runs the whole system until the signal. */
export async function runUntilStopped(argv: string[], io: CliIo): Promise<ExitStatus> {
  const { values } = parseArgs({
    args: argv,
    options: { config: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' } },
  });
  const overrides = {
    ...(values.host !== undefined && { OUTCRY_HOST: values.host }),
    ...(values.port !== undefined && { OUTCRY_PORT: values.port }),
  };
  const config = loadConfig({ ...io.env, ...overrides }, values.config);
  const running = await startOutcry(config);
  io.stdout.write(`Outcry is running at ${running.address}\n`);
  if (config.demonstration)
    io.stdout.write(
      `Watch the demonstration (an invented brand, a scripted day): ${running.address}/#/brand/brightcart\n`,
    );
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await running.stop('asked to stop');
  return 0;
}

export const command: CliCommand = {
  name: 'start',
  summary: 'Starts the whole system in one process.',
  help,
  run: runUntilStopped,
};
