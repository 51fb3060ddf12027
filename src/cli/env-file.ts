import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Faults by which there is no such file; a folder of that name is somebody's virtual environment. */
const absent = new Set(['ENOENT', 'EISDIR', 'ENOTDIR']);

/**
 * Adds what a file of variables sets to the environment, where it is not set already. Where there is no file, nothing.
 * Node's own --env-file-if-exists is younger than the oldest Node that Outcry runs on.
 */
export function addEnvFile(path: string, environment: Record<string, string | undefined>): void {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (absent.has((error as NodeJS.ErrnoException).code ?? '')) return;
    throw error;
  }
  for (const [name, value] of Object.entries(parseEnv(text))) environment[name] ??= value;
}
