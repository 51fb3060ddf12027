import type { Config } from './schema.ts';

/** Id of the archive source that the demonstration's brand is read from. */
export const demonstrationSource = 'demonstration';

/** The sources to open, each once under its kind's name, with settings from file and environment. */
export function sourceWishes(config: Config): { id: string; kind: string; settings: Record<string, unknown> }[] {
  const secrets: Record<string, Record<string, unknown>> = {};
  if (config.xBearerToken) secrets.x = { bearerToken: config.xBearerToken };
  if (config.redditClientId && config.redditClientSecret) {
    secrets.reddit = { clientId: config.redditClientId, clientSecret: config.redditClientSecret };
  }
  const kinds = new Set([...config.sources, ...Object.keys(secrets)]);
  return [...kinds].map((kind) => ({ id: kind, kind, settings: { ...config.sourceSettings[kind], ...secrets[kind] } }));
}
