/** What a subcommand may touch of the outside. */
export interface CliIo {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  env: Record<string, string | undefined>;
  cwd: string;
  /** Aborted on SIGINT and SIGTERM. */
  signal: AbortSignal;
}

/** Exit status: 0 all good; 1 some input was bad, the rest done; 2 unusable arguments or input. */
export type ExitStatus = 0 | 1 | 2;

export interface CliCommand {
  name: string;
  /** One sentence. */
  summary: string;
  /** Usage, options and examples, as printed by `--help`. */
  help: string;
  run(argv: string[], io: CliIo): Promise<ExitStatus>;
}

/** Arguments or input that make the whole run impossible: printed without a stack, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
