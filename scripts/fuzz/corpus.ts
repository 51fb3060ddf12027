import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FuzzFailure } from './run.ts';
import type { FuzzTarget } from './targets.ts';

const failed = join(import.meta.dirname, '../../test/fixtures/fuzz');
const reached = join(failed, 'reached');

/** Inputs of a target that once reached code which others didn't; its seeds from then on. */
export function reachedInputs({ name }: FuzzTarget): string[] {
  const file = join(reached, fileOf(name));
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
}

export function withReached(target: FuzzTarget): FuzzTarget {
  return { ...target, seeds: [...target.seeds, ...reachedInputs(target)] };
}

export function keepReached(target: FuzzTarget, inputs: string[]): void {
  mkdirSync(reached, { recursive: true });
  writeFileSync(join(reached, fileOf(target.name)), `${JSON.stringify(inputs, null, 2)}\n`);
}

/** All that once failed. */
export function failedInputs(): { file: string; failure: FuzzFailure }[] {
  return readdirSync(failed)
    .filter((name) => name.endsWith('.json'))
    .map((file) => ({ file, failure: JSON.parse(readFileSync(join(failed, file), 'utf8')) as FuzzFailure }));
}

/** Returns the file's name. */
export function keepFailed(failure: FuzzFailure, id: string): string {
  writeFileSync(join(failed, `${id}.json`), `${JSON.stringify(failure, null, 2)}\n`);
  return `${id}.json`;
}

function fileOf(name: string): string {
  return `${name.replaceAll(' ', '-')}.json`;
}
