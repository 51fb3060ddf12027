import { ConfigError } from './load.ts';
import { type Config, configSchema } from './schema.ts';

/** Settings that counting, detection and incidents depend on: those that a backtest may change, in any history. */
export const judgingSettings = [
  'falseAlarmBudgetDays',
  'authorWindowMinutes',
  'leastExcessShare',
  'resolveDelayMinutes',
  'reopenMinutes',
] as const;
/** Those that ingest depends on: an archive shows what they change, stored history was taken in already. */
export const ingestSettingNames = ['copyWindowHours', 'model', 'brandDir'] as const;

/** The configuration with other values for some settings. Throws ConfigError for a name that isn't `allowed` or a value out of bounds. */
export function changedSettings(
  config: Config,
  changes: Record<string, unknown>,
  allowed: readonly (keyof Config)[],
): Config {
  const unknown = Object.keys(changes).filter((name) => !(allowed as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new ConfigError(`${unknown.join(', ')}: can't be changed here; these can: ${allowed.join(', ')}`);
  const result = configSchema.safeParse({ ...config, ...changes });
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ConfigError(faults.join('\n'));
}
