import { randomBytes } from 'node:crypto';
import { judgingSettings } from './changed-settings.ts';
import type { Config } from './schema.ts';

/** One reading serves all pages that ask the same within this time: no setting, since nobody sees two seconds. */
const answersKeptMs = 2_000;

/** What the web server takes from the settings as it is. */
export function webSettings(config: Config) {
  const { resolveDelayMinutes, smallestCell, trustedProxies, authorWindowMinutes, publicUrl, formEmbedders } = config;
  return {
    ...{ resolveDelayMinutes, smallestCell, trustedProxies, authorWindowMinutes },
    judging: Object.fromEntries(judgingSettings.map((name) => [name, config[name]])),
    answersKeptMs,
    // Not the salt: it lies in each backup, and there are few enough addresses to try them all.
    addressSecret: config.addressSecret ?? randomBytes(32).toString('base64url'),
    publicUrl: publicUrl ?? null,
    formEmbedders: formEmbedders.map((origin) => (origin === 'self' ? "'self'" : origin)),
  };
}
