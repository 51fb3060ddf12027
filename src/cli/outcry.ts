#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CliCommand, CliIo } from './command.ts';
import { processIo } from './io.ts';

/** Each subcommand is loaded only when it is called, so that `outcry detect` doesn't pay for the web server. */
export const commands: Record<string, () => Promise<CliCommand>> = {
  start: async () => (await import('./start.ts')).command,
  classify: async () => (await import('./classify.ts')).command,
  detect: async () => (await import('./detect.ts')).command,
  scan: async () => (await import('./scan.ts')).command,
  locate: async () => (await import('./locate.ts')).command,
  replay: async () => (await import('./replay.ts')).command,
  explain: async () => (await import('./explain.ts')).command,
  backtest: async () => (await import('./backtest.ts')).command,
  export: async () => (await import('./export.ts')).command,
  clusters: async () => (await import('./clusters.ts')).command,
  relabel: async () => (await import('./relabel.ts')).command,
  feedback: async () => (await import('./feedback.ts')).command,
  train: async () => (await import('./train.ts')).command,
  reclassify: async () => (await import('./reclassify.ts')).command,
  migrate: async () => (await import('./migrate.ts')).command,
  backup: async () => (await import('./backup.ts')).command,
  restore: async () => (await import('./restore.ts')).command,
  erase: async () => (await import('./erase.ts')).command,
  holds: async () => (await import('./holds.ts')).command,
  incidents: async () => (await import('./incidents.ts')).command,
  statements: async () => (await import('./statements.ts')).command,
  markers: async () => (await import('./markers.ts')).command,
  sources: async () => (await import('./sources.ts')).command,
  channels: async () => (await import('./channels.ts')).command,
  telemetry: async () => (await import('./telemetry.ts')).command,
  brands: async () => (await import('./brands.ts')).command,
  parts: async () => (await import('./parts.ts')).command,
  keys: async () => (await import('./keys.ts')).command,
};

/** Runs one subcommand and returns the exit status. */
export async function runCli(argv: string[], io: CliIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return printOverview(io);
  const load = commands[name];
  if (!load) {
    io.stderr.write(`outcry: there is no command "${name}". Commands: ${Object.keys(commands).join(', ')}.\n`);
    return 2;
  }
  const command = await load();
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout.write(`${command.help.trim()}\n`);
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (!isUsageProblem(error)) throw error;
    io.stderr.write(`outcry ${name}: ${error.message}\nSee: outcry ${name} --help\n`);
    return 2;
  }
}

async function printOverview(io: CliIo): Promise<number> {
  const lines = ['Usage: outcry COMMAND [options]', '', 'Commands:'];
  for (const load of Object.values(commands)) {
    const { name, summary } = await load();
    lines.push(`  ${name.padEnd(16)}${summary}`);
  }
  lines.push('', 'outcry COMMAND --help tells more.');
  io.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

/** Faults that a person can mend from the message alone. */
const expectedFaults = new Set([
  'UsageError',
  'ConfigError',
  'AssetError',
  'MigrationError',
  'RestoreError',
  'DatabaseError',
  'SourceError',
  'ChannelError',
  'UnsafeToListenError',
  'ListenError',
]);

function isUsageProblem(error: unknown): error is Error {
  if (error instanceof Error && expectedFaults.has(error.name)) return true;
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
}

function isMainModule(): boolean {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
}

if (isMainModule()) process.exitCode = await runCli(process.argv.slice(2), processIo());
