// Module hook of run.mjs: erases the types of .ts files while they are loaded.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'rolldown/experimental';

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const result = await transform(path, await readFile(path, 'utf8'), {
    target: 'es2023',
    typescript: { onlyRemoveTypeImports: true },
  });
  if (result.errors.length > 0) throw new SyntaxError(`${path}: ${result.errors.map((e) => e.message).join('; ')}`);
  return { format: 'module', source: result.code, shortCircuit: true };
}
