import { type OpenedChannel, openChannel } from '../adapters/channels/open-channels.ts';
import { channelKinds } from '../adapters/channels/registry.ts';
import { previewDigest } from '../commands/preview-digest.ts';
import { type ChannelCheck, tryChannel } from '../commands/try-channel.ts';
import { openFetcher } from '../compose.ts';
import { channelWishes, incidentLink } from '../config/channel-wishes.ts';
import { digestContext, digestPlans } from '../config/digest-plans.ts';
import { loadConfig } from '../config/load.ts';
import { loadPacks } from '../config/load-assets.ts';
import { ChannelError } from '../ports/channel.ts';
import { checkChannel, checkLine, probeChannel } from './channel-check.ts';
import { type CheckOptions, checkArguments, chosenById } from './check-arguments.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';
import { settingsLines } from './settings-lines.ts';
import { printLine, storeNote, withStore } from './with-store.ts';

const help = `
Usage: outcry channels check [--config FILE] [--only ID] [--json]
       outcry channels test [--config FILE] [--only ID] [--json]
       outcry channels digest [--config FILE] [--only ID] [--json]
       outcry channels list

check reads every channel's settings and asks whether its address can be reached; nothing is sent. test sends two
messages that say they are a trial, an opening and a closing one. digest prints what each channel's digest would say now,
and when the next one is due; nothing is sent. list prints the kinds of channels there are and
their settings.

One channel of each kind is switched on by a plain setting (OUTCRY_WEBHOOK_URL with OUTCRY_WEBHOOK_SECRET,
OUTCRY_SLACK_WEBHOOK_URL, OUTCRY_TEAMS_WEBHOOK_URL, OUTCRY_PAGERDUTY_ROUTING_KEY, OUTCRY_ALERTMANAGER_URL); more of
them, and what each is told of, in the configuration file:
  {"channels": [{"id": "on-call", "kind": "pagerduty", "settings": {"routingKey": "…"}, "from": "confirmed",
                 "brands": ["walmart"]}]}
A channel may also name its audience (comms, sre or analyst, which decides "from"), the least severity (info, warning,
error, critical), symptoms, areas, {"escalateAfter": 2} to be told only once so many reminders went unanswered, and
{"throttle": {"messages": 10, "minutes": 60}}, which makes one of what is more; the first message of an incident, and its
end, always come. {"digest": {"at": "08:00", "zone": "America/Chicago", "weekdays": [1, 2, 3, 4, 5]}} sends it what
happened since the last time, by the zone's wall clock; OUTCRY_DIGEST_AT does so for every channel that people read.

${storeNote}

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
    const { verb, options } = checkArguments(argv, ['check', 'test', 'digest', 'list']);
    if (verb === 'list') return list(io);
    if (verb === 'digest') return digests(io, options);
    return each(verb, io, options);
  },
};

async function each(verb: 'check' | 'test', io: CliIo, options: CheckOptions): Promise<ExitStatus> {
  const config = loadConfig(io.env, options.config);
  const wishes = chosenById('channel', channelWishes(config), options.only);
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
            ? await checked(opened, { ...about, fetcher })
            : await tryChannel(opened.channel, { ...about, link });
      if (result.state === 'failing') status = 1;
      io.stdout.write(`${options.json ? JSON.stringify(result) : checkLine(result)}\n`);
    }
  } finally {
    fetcher.close();
  }
  return status;
}

function checked(
  { channel, address }: OpenedChannel,
  about: Parameters<typeof checkChannel>[1],
): Promise<ChannelCheck> {
  return channel.probe ? probeChannel((signal) => channel.probe!(signal), about) : checkChannel(address, about);
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

async function digests(io: CliIo, { config: file, only, json }: CheckOptions): Promise<ExitStatus> {
  const settings = loadConfig(io.env, file);
  const packs = loadPacks(settings);
  const planned = [...digestPlans(settings, packs).keys()].map((id) => ({ id }));
  if (planned.length === 0) throw new UsageError('no channel is sent a digest; set OUTCRY_DIGEST_AT to a time');
  const chosen = chosenById('channel', planned, only);
  return withStore(io, file, async ({ config, database }) => {
    const context = digestContext(config, packs, { database, clock: { now: () => Date.now() } });
    for (const { id } of chosen) {
      const { plan, nextAt, note } = (await previewDigest(context, id))!;
      const next = new Date(nextAt).toISOString();
      if (json) printLine(io, { channel: id, ...plan, next, ...note });
      else io.stdout.write(`${id}: next ${next} (${plan.at} ${plan.zone})\n\n${note.text}\n\n`);
    }
    return 0;
  });
}

function list(io: CliIo): ExitStatus {
  io.stdout.write(
    `In a configuration file (--config FILE or OUTCRY_CONFIG):\n  {"channels": [{"id": "on-call", "kind": "pagerduty", "settings": {"routingKey": "…"}}]}\n\n`,
  );
  for (const { kind, description, settings } of channelKinds)
    io.stdout.write(`${kind}\n  ${description}\n${settingsLines(settings)}`);
  return 0;
}
