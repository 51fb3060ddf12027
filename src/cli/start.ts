import { parseArgs } from 'node:util';
import { startOutcry } from '../compose.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { type Role, roles } from '../pipeline/roles.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';

const help = `
Usage: outcry start [--config FILE] [--host ADDRESS] [--port N] [--role ROLE]…

Starts database, sources, detection, API and page in one process and runs until SIGTERM or SIGINT. With roles it does only its part, so
that several processes, on as many machines, share the work on one PostgreSQL: each source, brand and job is one worker's at a time, and
when a worker falls silent the others take its part over within 15 seconds. All need the same configuration.

Options:
  --config FILE    JSON file with settings; the environment (OUTCRY_…, DATABASE_URL) comes on top
  --host ADDRESS   as OUTCRY_HOST
  --port N         as OUTCRY_PORT; 0 takes a free one
  --role ROLE      part to do; may be given several times: ${roles.join(', ')} (default: all)
                     ingest  reads the sources and Prometheus, and removes what is too old
                     detect  counts, judges and follows incidents
                     notify  sends messages, reminders and digests
                     api     serves page and API, and takes reports in
                   Workers without api serve /healthz, /readyz and /metrics at their address.

Example:
  OUTCRY_BRANDS=walmart,target outcry start --port 8080
  DATABASE_URL=postgres://outcry@db/outcry outcry start --role detect --role notify
`;

/** Runs the whole system until the signal. */
export async function runUntilStopped(argv: string[], io: CliIo): Promise<ExitStatus> {
  const { values } = parseArgs({
    args: argv,
    options: {
      config: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      role: { type: 'string', multiple: true },
    },
  });
  const overrides = {
    ...(values.host !== undefined && { OUTCRY_HOST: values.host }),
    ...(values.port !== undefined && { OUTCRY_PORT: values.port }),
  };
  const config = loadConfig({ ...io.env, ...overrides }, values.config);
  const wanted = rolesOf(values.role, config);
  const running = await startOutcry(config, wanted);
  io.stdout.write(`Outcry is running at ${running.address}\n`);
  if (config.demonstration && wanted.size === roles.length)
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

function rolesOf(names: string[] | undefined, config: Config): ReadonlySet<Role> {
  if (names === undefined) return new Set(roles);
  const unknown = names.find((name) => !roles.includes(name as Role));
  if (unknown !== undefined)
    throw new UsageError(`--role: there is no role "${unknown}"; there are ${roles.join(', ')}`);
  const wanted = new Set(names as Role[]);
  if (wanted.size < roles.length && config.databaseUrl === null)
    throw new UsageError(
      `--role ${[...wanted].join(' --role ')}: the embedded database in "${config.dataDir}" belongs to one process, so no other could do the rest. Set DATABASE_URL to a PostgreSQL, or start without --role.`,
    );
  return wanted;
}

export const command: CliCommand = {
  name: 'start',
  summary: 'Starts the whole system in one process.',
  help,
  run: runUntilStopped,
};
