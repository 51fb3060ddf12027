#!/usr/bin/env node
// Runs a TypeScript script from its source on any supported Node: `node scripts/run.mjs NAME [arguments]`,
// where NAME is a file of scripts/ without its extension (`train`, `bench/classify`) or a path to a .ts file.
// Types are erased in memory, so import.meta.url stays the source's own and nothing is written.
import { existsSync } from 'node:fs';
import { register } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [name, ...rest] = process.argv.slice(2);
const candidates = name === undefined ? [] : [resolve(here, `${name}.ts`), resolve(name)];
const file = candidates.find((path) => path.endsWith('.ts') && existsSync(path));

if (file === undefined) {
  console.error(
    name === undefined ? 'Usage: node scripts/run.mjs NAME [arguments]' : `There is no script ${candidates[0]}.`,
  );
  process.exitCode = 2;
} else {
  register('./run-hooks.mjs', import.meta.url);
  // The script sees the command line that it would see if it were run directly.
  process.argv.splice(1, process.argv.length, file, ...rest);
  await import(pathToFileURL(file).href);
}
