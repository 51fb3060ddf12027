import { readFileSync } from 'node:fs';
import distances from 'natural/lib/natural/distance/index.js';
import { type Config, configSchema, environmentName, fileOnlySettings } from './schema.ts';

/** Something in the configuration is wrong; the message lists every fault with its remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const keys = Object.keys(configSchema.shape);
/** Read by the tests and the build, not settings of the program. */
const ownVariables = new Set(['OUTCRY_CONFIG', 'OUTCRY_TEST_DATABASE_URL']);

/**
 * The configuration: defaults, then the JSON file (`file` or OUTCRY_CONFIG), then the environment. An empty variable is
 * as good as none. Throws ConfigError with all faults at once; an unknown name is answered with the nearest right one.
 */
export function loadConfig(environment: Record<string, string | undefined>, file?: string): Config {
  const faults: string[] = [];
  const path = file ?? environment.OUTCRY_CONFIG;
  const fromFile = path ? readConfigFile(path, faults) : {};
  const fromEnvironment = readEnvironment(environment, faults);
  const result = configSchema.safeParse({ ...fromFile, ...fromEnvironment });
  if (!result.success) {
    for (const { path: field, message, code } of result.error.issues) {
      if (code !== 'unrecognized_keys') faults.push(`${whereSet(String(field[0]), fromEnvironment, path)}: ${message}`);
    }
  }
  if (result.data?.stream && result.data.databaseUrl === null)
    faults.push('OUTCRY_STREAM: several workers share a PostgreSQL: set DATABASE_URL too');
  if (faults.length > 0 || !result.success) throw new ConfigError(faults.join('\n'));
  return result.data;
}

function readConfigFile(path: string, faults: string[]): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    faults.push(`${path}: ${(error as Error).message}`);
    return {};
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    faults.push(`${path}: must hold one JSON object`);
    return {};
  }
  for (const key of Object.keys(content)) {
    if (!keys.includes(key))
      faults.push(`${path}: there is no setting "${key}"; did you mean "${nearest(key, keys)}"?`);
  }
  return content as Record<string, unknown>;
}

function readEnvironment(environment: Record<string, string | undefined>, faults: string[]): Record<string, unknown> {
  const names = new Map(keys.filter((key) => !fileOnlySettings.has(key)).map((key) => [environmentName(key), key]));
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(environment)) {
    const key = names.get(name);
    if (key && value !== undefined && value !== '') values[key] = value;
    if (!key && name.startsWith('OUTCRY_') && !ownVariables.has(name)) {
      faults.push(`environment: there is no setting ${name}; did you mean ${nearest(name, [...names.keys()])}?`);
    }
  }
  return values;
}

function whereSet(key: string, fromEnvironment: Record<string, unknown>, path: string | undefined): string {
  return key in fromEnvironment ? `environment: ${environmentName(key)}` : `${path ?? 'configuration'}: ${key}`;
}

function nearest(wrong: string, right: string[]): string {
  // All names begin with the same prefix: with it the wrong one would be near to any short one.
  const core = (name: string) => name.toLowerCase().replace(/^outcry_/, '');
  const closeness = (name: string) => distances.JaroWinklerDistance(core(wrong), core(name), {});
  return right.reduce((best, name) => (closeness(name) > closeness(best) ? name : best));
}
