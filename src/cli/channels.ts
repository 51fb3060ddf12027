import { parseArgs } from 'node:util';
import { type OpenedChannel, openChannel } from '../adapters/channels/open-channels.ts';
import { channelKinds } from '../adapters/channels/registry.ts';
import { openFetcher } from '../compose.ts';
import { channelWishes, incidentLink } from '../config/channel-wishes.ts';
import { loadConfig } from '../config/load.ts';
import { ChannelError } from '../ports/channel.ts';
import { type ChannelCheck, checkChannel, checkLine, tryChannel } from './channel-check.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';

const help = `
Usage: outcry channels check [--config FILE] [--only ID] [--json]
       outcry channels test [--config FILE] [--only ID] [--json]
       outcry channels list

check reads every channel's settings and asks whether its address can be reached; nothing is sent. test sends two
messages that say they are a trial, an opening and a closing one. list prints the kinds of channels there are and
their settings.

One channel of each kind is switched on by a plain setting (OUTCRY_WEBHOOK_URL with OUTCRY_WEBHOOK_SECRET,
OUTCRY_SLACK_WEBHOOK_URL, OUTCRY_TEAMS_WEBHOOK_URL, OUTCRY_PAGERDUTY_ROUTING_KEY, OUTCRY_ALERTMANAGER_URL); more of
them, and what each is told of, in the configuration file:
  {"channels": [{"id": "on-call", "kind": "pagerduty", "settings": {"routingKey": "…"}, "from": "confirmed",
                 "brands": ["walmart"]}]}

Options:
  --config FILE  configuration file (default OUTCRY_CONFIG)
  --only ID      this channel alone
  --json         one JSON object a line instead of a table

Exit status: 0 every channel works; 1 some don't; 2 unusable arguments.

Examples:
  outcry channels check
  outcry channels test --only slack
`;

const clock = { now: () => Date.now() };

export const command: CliCommand = {
  name: 'channels',
  summary: 'Checks the channels that are told of incidents, or sends each a trial message; lists their kinds.',
  help,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { config: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const [verb, ...rest] = positionals;
    if (rest.length > 0 || (verb !== 'check' && verb !== 'test' && verb !== 'list'))
      throw new UsageError('the verbs are "check", "test" and "list"');
    if (verb === 'list') return list(io);
    return each(verb, io, values);
  },
};

async function each(
  verb: 'check' | 'test',
  io: CliIo,
  options: { config?: string; only?: string; json: boolean },
): Promise<ExitStatus> {
  const config = loadConfig(io.env, options.config);
  const all = channelWishes(config);
  const wishes = all.filter(({ id }) => options.only === undefined || id === options.only);
  if (all.length === 0) throw new UsageError('no channel is configured; see: outcry channels list');
  if (wishes.length === 0)
    throw new UsageError(`no channel "${options.only}" is configured; there are ${all.map(({ id }) => id).join(', ')}`);
  const fetcher = openFetcher(config);
  const link = incidentLink(config, 'trial');
  let status: ExitStatus = 0;
  try {
    for (const wish of wishes) {
      const opened = attempt(() => openChannel(wish, { fetcher, clock }));
      const about = { id: wish.id, kind: wish.kind, clock, signal: io.signal };
      const result =
        opened instanceof ChannelError
          ? failing(wish, opened)
          : verb === 'check'
            ? await checkChannel(opened.address, { ...about, fetcher })
            : await tryChannel(opened.channel, { ...about, link });
      if (result.state === 'failing') status = 1;
      io.stdout.write(`${options.json ? JSON.stringify(result) : checkLine(result)}\n`);
    }
  } finally {
    fetcher.close();
  }
  return status;
}

/** One channel with wrong settings doesn't keep the others from being checked. */
function attempt(open: () => OpenedChannel): OpenedChannel | ChannelError {
  try {
    return open();
  } catch (error) {
    if (error instanceof ChannelError) return error;
    throw error;
  }
}

function failing({ id, kind }: { id: string; kind: string }, { message }: ChannelError): ChannelCheck {
  return { id, kind, state: 'failing', latencyMs: 0, message };
}

function list(io: CliIo): ExitStatus {
  for (const { kind, description, settings } of channelKinds) {
    io.stdout.write(`${kind}\n  ${description}\n`);
    const defaults = settings.partial().safeParse({}).data as Record<string, unknown> | undefined;
    for (const [name, field] of Object.entries(settings.shape)) {
      const value = defaults?.[name];
      const usual = value === undefined ? '' : ` Default: ${JSON.stringify(value)}.`;
      io.stdout.write(`    ${name.padEnd(20)}${(field as { description?: string }).description ?? ''}${usual}\n`);
    }
  }
  return 0;
}
