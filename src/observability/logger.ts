import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

// Whatever carries a secret is cut out before it is written, wherever it lies in the record.
const secretNames = [
  'authorization',
  'cookie',
  'token',
  'key',
  'secret',
  'password',
  'databaseUrl',
  'accessToken',
  'bearer',
];

/** JSON lines on standard error, so that standard output stays free for data. */
export function createLogger(options: { level: LogLevel; destination?: DestinationStream }): Logger {
  const redact = {
    paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: '[cut]',
  };
  return pino(
    { level: options.level, base: null, redact, timestamp: pino.stdTimeFunctions.isoTime },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
