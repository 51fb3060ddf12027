import { type Audience, audiences, type Route } from '../core/incident/route.ts';
import type { Config } from './schema.ts';

export interface ConfiguredChannel extends Route {
  id: string;
  kind: string;
  settings: Record<string, unknown>;
  /** When it is sent a digest; null or absent: as the general setting says, false: never. */
  digest?: { at: string; zone?: string | undefined; weekdays: number[] } | false | null;
}

/** The channels to open: those of the configuration file, then one of each kind that a plain setting switches on. */
export function channelWishes(config: Config): ConfiguredChannel[] {
  const plain: [kind: string, settings: Record<string, unknown> | null][] = [
    ['webhook', config.webhookUrl ? { url: config.webhookUrl, secrets: config.webhookSecret } : null],
    ['slack', config.slackWebhookUrl ? { url: config.slackWebhookUrl } : null],
    ['teams', config.teamsWebhookUrl ? { url: config.teamsWebhookUrl } : null],
    ['pagerduty', config.pagerdutyRoutingKey ? { routingKey: config.pagerdutyRoutingKey } : null],
    ['email', config.mailServer ? { url: config.mailServer, from: config.mailFrom, to: config.mailTo } : null],
    ['alertmanager', config.alertmanagerUrl ? { url: config.alertmanagerUrl } : null],
  ];
  const taken = new Set(config.channels.map(({ id }) => id));
  const switchedOn = plain
    .filter(([kind, settings]) => settings !== null && !taken.has(kind))
    .map(([kind, settings]) => ({ id: kind, kind, settings: settings!, from: fromOf(kind), brands: null }));
  const ofFile = config.channels.map(({ audience, from, ...channel }) => ({
    ...channel,
    from: from ?? (audience ? audiences[audience] : 'watching'),
  }));
  return [...ofFile, ...switchedOn];
}

/** The configured channels, and what each wants to be told of. */
export function audienceOf(config: Config): Audience {
  const wishes = channelWishes(config);
  return { channels: wishes.map(({ id }) => id), routes: new Map(wishes.map((wish) => [wish.id, wish])) };
}

/** Nobody is paged for what is only being watched, unless a channel in the file says so. */
function fromOf(kind: string): Route['from'] {
  return kind === 'pagerduty' ? 'probable' : 'watching';
}

/** Address of an incident's page. */
export function incidentLink(config: Config, incidentId: string): string {
  return `${pageLink(config)}#/incident/${encodeURIComponent(incidentId)}`;
}

/** Address of the live page. */
export function pageLink({ publicUrl, host, port }: Config): string {
  return `${(publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(/(?<!\/)\/+$/, '')}/`;
}
