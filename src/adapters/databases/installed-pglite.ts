import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What WebAssembly is asked for; Node's types leave it out. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> };

const dist = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));

/** The version of PGlite that is installed. */
export function pgliteVersion(): string {
  return (JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8')) as { version: string }).version;
}

let compiled: Promise<object> | undefined;

/**
 * The database's program, compiled once per process: every further database in it shares the machine code, and is open in about half
 * the time and fast from its first query on.
 */
export function pgliteProgram(): Promise<object> {
  compiled ??= readFile(join(dist, 'pglite.wasm')).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}
