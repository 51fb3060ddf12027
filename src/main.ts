import { processIo } from './cli/io.ts';
import { runCli } from './cli/outcry.ts';

process.exitCode = await runCli(['start', ...process.argv.slice(2)], processIo());
