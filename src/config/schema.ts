import { z } from 'zod';
import { isStreamAddress } from '../adapters/queues/stream-address.ts';
import { isZone } from '../core/words/zone.ts';

const list = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .or(z.array(z.string()));
const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((text) => text === 'true' || text === '1' || text === 'yes')
  .or(z.boolean());
/** A source of the policy `frame-ancestors`. */
const embedder = /^(\*|self|https?:\/\/(\*\.)?[\w.-]+(:\d{1,5})?)$/;
const number = (low: number, high: number) => z.coerce.number().min(low).max(high);

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00');
const zone = z.string().refine(isZone, 'must be an IANA zone such as America/Chicago');

const channel = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be up to 40 of a-z, 0-9 and -'),
  kind: z.string(),
  settings: z.record(z.string(), z.unknown()).default({}),
  /** Whom it serves: decides from which state on it is told, unless `from` says it. */
  audience: z.enum(['comms', 'sre', 'analyst']).nullable().default(null),
  from: z.enum(['watching', 'probable', 'confirmed']).optional(),
  severity: z.enum(['info', 'warning', 'error', 'critical']).default('info'),
  /** Told only once so many reminders went unanswered. */
  escalateAfter: z.int().min(1).max(20).nullable().default(null),
  throttle: z
    .strictObject({ messages: z.int().min(1).max(1_000), minutes: z.int().min(1).max(1_440) })
    .nullable()
    .default(null),
  /** When it is sent what happened since the last time; `false`: never, whatever `digestAt` says. */
  digest: z
    .strictObject({ at: wallTime, zone: zone.optional(), weekdays: z.array(z.int().min(0).max(6)).default([]) })
    .or(z.literal(false))
    .nullable()
    .default(null),
  /** Brands that it is told of; null for all. */
  brands: z.array(z.string()).nullable().default(null),
  /** Symptoms of which one must be among the incident's; null for any. */
  symptoms: z.array(z.string()).nullable().default(null),
  /** States such as US-TX: a regional incident elsewhere isn't told; null for any. */
  areas: z.array(z.string()).nullable().default(null),
});

/** Settings with a structure that a variable can't hold. */
export const fileOnlySettings: ReadonlySet<string> = new Set(['sourceSettings', 'channels']);

/** Every setting: its default, its bounds and one sentence. `.env.example` and the README's table are printed from it. */
export const configSchema = z.strictObject({
  host: z.string().default('127.0.0.1').describe('Address to listen on; anything but loopback needs an API key first.'),
  port: number(0, 65_535).default(8300).describe('Port to listen on; 0 takes a free one.'),
  dataDir: z.string().default('var').describe('Folder of the embedded database.'),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .nullable()
    .default(null)
    .describe('PostgreSQL 15 or newer to use instead of the embedded database.'),
  stream: z
    .string()
    .refine(isStreamAddress, 'must be nats://host:4222, several with a comma')
    .nullable()
    .default(null)
    .meta({ secret: true })
    .describe(
      'NATS servers with JetStream over which ingest workers share the posts of sources, nats://user:password@host:4222, several with a comma; needs DATABASE_URL.',
    ),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('Least severe log lines that are written.'),
  contact: z
    .string()
    .default('https://example.org/outcry')
    .describe('Address or mail that sources find in the User-Agent.'),
  brandDir: z.string().default('data/brands').describe('Folder of brand packs.'),
  storeDir: z
    .string()
    .default('data/stores')
    .describe('Folder of store lists, one per brand: walmart.csv with id, name, lat, lon or zip.'),
  brands: list
    .default([
      'walmart',
      'target',
      'kroger',
      'costco',
      'amazon',
      'aws',
      'azure',
      'cloudflare',
      'visa',
      'verizon',
      'att',
      't-mobile',
    ])
    .describe('Brands to watch, by the ids of their packs.'),
  demonstration: flag.default(true).describe('Replay a scripted outage day of an invented brand beside the real ones.'),
  demonstrationSpeed: number(1, 1_000)
    .default(60)
    .describe('How many times faster than real time the demonstration runs.'),
  model: z.string().default('').describe('Folder of the classifier model; empty takes the one in models/.'),
  falseAlarmBudgetDays: number(1, 36_500)
    .default(1_000)
    .describe('Mean time between false alarms per brand that is accepted, days.'),
  authorWindowMinutes: number(1, 1_440).default(60).describe('A person counts once in this many minutes.'),
  copyWindowHours: number(1, 168).default(24).describe('Near copies of a text count once in this many hours.'),
  retentionDays: number(1, 3_650)
    .default(90)
    .describe('Posts, reports and the brands’ own signals older than this are removed; their counts stay.'),
  countRetentionDays: number(90, 36_500)
    .default(1_825)
    .describe(
      'Counts by minute, expectations and ended alerts older than this are removed, never before the posts; incidents stay.',
    ),
  recordRetentionDays: number(30, 36_500)
    .default(1_825)
    .describe('Audit and delivered messages older than this are removed.'),
  leastExcessShare: number(0, 1)
    .default(0.35)
    .describe('Share of the mentions beyond the usual that must be first-hand reports.'),
  resolveDelayMinutes: number(1, 240)
    .default(10)
    .describe('Quiet minutes after which a recovering incident is closed.'),
  reopenMinutes: number(0, 1_440)
    .default(60)
    .describe('Minutes after its end in which new reports reopen an incident.'),
  reminderMinutes: number(0, 1_440)
    .default(30)
    .describe(
      'Minutes after which an incident that nobody has taken on is told again, then at twice the distance each time; 0: never.',
    ),
  digestAt: wallTime
    .or(z.literal(''))
    .default('')
    .describe(
      'Time of the day, such as 08:00, at which channels for people are sent what happened since the day before; empty: no digest.',
    ),
  digestZone: zone
    .or(z.literal(''))
    .default('')
    .describe('IANA zone of that time; empty: the zone of the channel’s brands where they share one, else UTC.'),
  smallestCell: number(1, 1_000)
    .default(5)
    .describe('Fewest people in a cell of a place that is shown or exported; smaller cells are withheld.'),
  addressSecret: z
    .string()
    .min(32, 'must have 32 characters or more')
    .optional()
    .meta({ secret: true })
    .describe(
      'Secret of 32 characters or more by which a reporter’s address becomes a voice, the same for all API workers and never kept beside backups; empty: a random one in each process, so that a person counts anew in another and after a restart.',
    ),
  trustedProxies: number(0, 10).default(0).describe('Number of reverse proxies whose X-Forwarded-For is believed.'),
  allowInside: list
    .default([])
    .describe(
      'Hosts inside the own network that sources may be read from and messages sent to; all other private addresses are refused.',
    ),
  sources: list
    .default(['bluesky', 'mastodon', 'hacker-news', 'rss', 'app-store', 'status-page'])
    .describe('Kinds of sources to read; the default needs no account.'),
  sourceSettings: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe('Settings per kind of source, as in `outcry sources list`; only in a configuration file.'),
  xBearerToken: z
    .string()
    .optional()
    .meta({ secret: true })
    .describe('Bearer token of the X API v2; switches the source x on.'),
  redditClientId: z
    .string()
    .optional()
    .describe('Client id of an approved Reddit application; with the secret it switches the source reddit on.'),
  redditClientSecret: z.string().optional().meta({ secret: true }).describe('Secret of the Reddit application.'),
  prometheusUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Prometheus that knows the brands’ own signals, without /api/v1; a private address must be named in allowInside too.',
    ),
  prometheusBearerToken: z
    .string()
    .optional()
    .meta({ secret: true })
    .describe('Bearer token that Prometheus, or the proxy before it, asks for.'),
  telemetryDir: z
    .string()
    .default('data/telemetry')
    .describe('Folder of the brands’ own signals, one file per brand: walmart.json with queries and limits.'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address under which people reach this installation, for links in messages.'),
  formEmbedders: list
    .pipe(z.array(z.string().regex(embedder, 'must be * or origins such as https://help.example.com')))
    .default(['*'])
    .describe(
      'Origins whose pages may show the report form within them, with a comma; * is any, "self" only this one.',
    ),
  channels: z
    .array(channel)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two channels have the same id')
    .default([])
    .describe(
      'Who is told of incidents: a list of {id, kind, settings, audience?, from?, severity?, brands?, symptoms?, areas?, escalateAfter?, throttle?, digest?}, as in `outcry channels list`; only in a configuration file.',
    ),
  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address that a signed webhook (Standard Webhooks) is sent to; needs the secret too.'),
  webhookSecret: list
    .default([])
    .meta({ secret: true })
    .describe(
      'Secret that webhooks are signed with, whsec_ and base64; two with a comma while one replaces the other.',
    ),
  slackWebhookUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ secret: true })
    .describe('Address of an incoming webhook of Slack.'),
  teamsWebhookUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ secret: true })
    .describe('Address of a Teams workflow that posts a card when a webhook request comes.'),
  pagerdutyRoutingKey: z
    .string()
    .optional()
    .meta({ secret: true })
    .describe('Integration key of a PagerDuty Events API v2 integration.'),
  alertmanagerUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of Prometheus Alertmanager, without /api/v2.'),
  mailServer: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .meta({ secret: true })
    .describe('Mail server, smtp://user:password@host:587 or smtps://…:465; needs sender and readers too.'),
  mailFrom: z.string().optional().describe('Sender of mails about incidents.'),
  mailTo: list.default([]).describe('Mail addresses that are told of incidents.'),
});

export type Config = z.output<typeof configSchema>;

/** Name of a setting in the environment: `OUTCRY_DATA_DIR`; the database's address has its customary name. */
export function environmentName(key: string): string {
  if (key === 'databaseUrl') return 'DATABASE_URL';
  return `OUTCRY_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
