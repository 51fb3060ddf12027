import { readFileSync } from 'node:fs';
import distances from 'natural/lib/natural/distance/index.js';
import { type Config, configSchema, environmentName, fileOnlySettings } from './schema.ts';

/** Something in the configuration is wrong; the message lists every fault with its remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const keys = Object.keys(configSchema.shape);
/** From this closeness on a name is a slip of the pen for another. */
const misspelt = 0.85;
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
  for (const [key, value] of Object.entries(content)) {
    if (!keys.includes(key)) faults.push(`${path}: there is no setting "${key}"; ${remedyOf(key, value)}`);
  }
  return content as Record<string, unknown>;
}

/** Whoever writes `{"rss": {"feeds": […]}}` has misspelt nothing: it stands in the wrong place. */
function remedyOf(key: string, value: unknown): string {
  const hasParts = value !== null && typeof value === 'object' && !Array.isArray(value);
  const right = nearest(key, hasParts ? [...fileOnlySettings] : keys);
  if (!hasParts || closeness(key, right) >= misspelt) return `did you mean "${right}"?`;
  return `what sets a source belongs under "sourceSettings": {"sourceSettings": {"${key}": {…}}}; a channel belongs into the list "channels": {"channels": [{"id": "…", "kind": "${key}", "settings": {…}}]}`;
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
  return right.reduce((best, name) => (closeness(wrong, name) > closeness(wrong, best) ? name : best));
}

/** Similarity of two names of settings by Jaro and Winkler, 0 to 1. */
function closeness(one: string, other: string): number {
  // All names begin with the same prefix: with it the wrong one would be near to any short one.
  const core = (name: string) => name.toLowerCase().replace(/^outcry_/, '');
  return distances.JaroWinklerDistance(core(one), core(other), {});
}
