import { parseArgs } from 'node:util';
import { acknowledgeIncident } from '../commands/acknowledge-incident.ts';
import type { HandResult, HandTools } from '../commands/hand-tools.ts';
import { judgeIncident } from '../commands/judge-incident.ts';
import { mergeTwo, unmerge } from '../commands/merge-incidents.ts';
import { componentsOf } from '../commands/rank-components.ts';
import { splitOff } from '../commands/split-incident.ts';
import { audienceOf } from '../config/channel-wishes.ts';
import { loadPacks } from '../config/load-assets.ts';
import { incidentSentence } from '../core/incident/sentence.ts';
import { incidentVerdicts } from '../core/words/handling.ts';
import { isoInstant } from '../core/words/interval.ts';
import { acknowledgmentBody, mergeBody, splitBody, verdictBody } from '../http/handling-requests.ts';
import { readIncident, readIncidents } from '../store/read/incidents.ts';
import { type CliCommand, UsageError } from './command.ts';
import { checkedFlags, printLine, type StoreTools, type StoreWork, storeNote, withStore } from './with-store.ts';

const help = `
Usage: outcry incidents list [--brand ID] [--all]
       outcry incidents components INCIDENT
       outcry incidents acknowledge INCIDENT [--name NAME] [--note TEXT]
       outcry incidents judge INCIDENT --verdict VERDICT --reason TEXT [--real-onset-at INSTANT] [--name NAME]
       outcry incidents merge INCIDENT --with INCIDENT --reason TEXT [--name NAME]
       outcry incidents split INCIDENT (--symptom ID | --area ID | --incident INCIDENT) --reason TEXT [--name NAME]

components tells what of the brand may have failed, likeliest first, with the reasons.
What people do with incidents. Whoever takes one on has it until it ends. A merge makes the younger of two part of the
elder; a split makes a symptom or a state an incident of its own, or with --incident takes the last merge back. Merging
undoes a split. Channels are told as they would be by the page.

Options:
  --verdict VERDICT         ${incidentVerdicts.join(', ')}
  --real-onset-at INSTANT   when it really began, ISO 8601
  --name NAME               who says so (default: command line)
  --brand ID, --all         list: of one brand; those that are over too, at most 500
  --config FILE             JSON file with settings

${storeNote}

Examples:
  outcry incidents list
  outcry incidents acknowledge walmart-20261103T1443-1f2e3d --name Ada --note "looking at logins"
  outcry incidents split walmart-20261103T1443-1f2e3d --symptom pharmacy --reason "another cause"
`;

const text = { type: 'string' } as const;
const options = {
  ...{ brand: text, name: text, note: text, verdict: text, reason: text, 'real-onset-at': text, with: text },
  ...{ symptom: text, area: text, incident: text, config: text },
  all: { type: 'boolean' },
} as const;
type Flags = { [Name in keyof typeof options]?: Name extends 'all' ? boolean : string };

/** `outcry incidents` */
export const command: CliCommand = {
  name: 'incidents',
  summary: 'Lists incidents; says what may have failed; takes them on, judges, merges and splits them.',
  help,
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    return withStore(io, values.config, chosen(positionals, values));
  },
};

/** Arguments are checked before the database is opened. */
function chosen([verb, id, ...rest]: string[], flags: Flags): StoreWork {
  const { config: _, brand, all = false, 'real-onset-at': realOnsetAt, ...given } = flags;
  if (verb === 'list' && id === undefined) return (tools) => list(tools, { brand, all });
  if (id === undefined || rest.length > 0 || brand !== undefined || all)
    throw new UsageError('say "list", or "acknowledge", "judge", "merge" or "split" and one INCIDENT');
  const said = realOnsetAt === undefined ? given : { ...given, realOnsetAt };
  switch (verb) {
    case 'components':
      return (tools) => components(tools, id);
    case 'acknowledge':
      return acknowledge(id, checkedFlags(acknowledgmentBody, said));
    case 'judge':
      return judge(id, checkedFlags(verdictBody, said));
    case 'merge':
      return merge(id, checkedFlags(mergeBody, said));
    case 'split':
      return split(id, checkedFlags(splitBody, said));
    default:
      throw new UsageError(`there is no verb "${verb}"; there are list, components, acknowledge, judge, merge, split`);
  }
}

async function list({ database, config, io }: StoreTools, asked: { brand: string | undefined; all: boolean }) {
  const packs = new Map(loadPacks(config).map((pack) => [pack.id, pack]));
  const states = asked.all ? undefined : (['watching', 'probable', 'confirmed', 'recovering'] as const);
  const filter = { ...(asked.brand === undefined ? {} : { brand: asked.brand }), ...(states ? { states } : {}) };
  for (const incident of await readIncidents(database, { ...filter, limit: 500 })) {
    const { id, brand, state, onset, closedAt, revision } = incident;
    const sentence = incidentSentence(incident, packs.get(brand));
    const times = { onsetAt: isoInstant(onset.at), closedAt: closedAt === null ? null : isoInstant(closedAt) };
    printLine(io, { id, brand, state, ...times, revision, sentence });
  }
  return 0 as const;
}

async function components({ database, config, io }: StoreTools, id: string) {
  const incident = await readIncident(database, id);
  if (!incident) throw new UsageError(unknownText(id));
  const packs = new Map(loadPacks(config).map((pack) => [pack.id, pack]));
  for (const hypothesis of await componentsOf(database, incident, packs)) printLine(io, hypothesis);
  return 0 as const;
}

function acknowledge(incidentId: string, said: { name?: string | undefined; note: string }): StoreWork {
  return async (tools) => {
    const { name = tools.actor, note } = said;
    const result = await acknowledgeIncident(tools, { incidentId, name, note });
    if (!result.done)
      throw new UsageError(result.reason === 'over' ? `"${incidentId}" is over` : unknownText(incidentId));
    printLine(tools.io, { incident: incidentId, ...result.acknowledgment, at: isoInstant(result.acknowledgment.at) });
    return 0;
  };
}

type Judging = Omit<Parameters<typeof judgeIncident>[1], 'incidentId' | 'name'> & { name?: string | undefined };

function judge(incidentId: string, { name, ...words }: Judging): StoreWork {
  return async (tools) => {
    const result = await judgeIncident(tools, { incidentId, name: name ?? tools.actor, ...words });
    if (!result.done) throw new UsageError(unknownText(incidentId));
    const { at, realOnsetAt, ...judgment } = result.judgment;
    const real = realOnsetAt === null ? null : isoInstant(realOnsetAt);
    printLine(tools.io, { incident: incidentId, at: isoInstant(at), ...judgment, realOnsetAt: real });
    return 0;
  };
}

interface Said {
  name?: string | undefined;
  reason: string;
}

function merge(id: string, { name, reason, with: other }: Said & { with: string }): StoreWork {
  return (tools) => byHand(tools, (hands) => mergeTwo(hands, { ids: [id, other], name: name ?? tools.actor, reason }));
}

type Splitting = Said & { symptom?: string | undefined; area?: string | undefined; incident?: string | undefined };

function split(id: string, { name, reason, symptom, area, incident }: Splitting): StoreWork {
  return (tools) =>
    byHand(tools, (hands) => {
      const said = { id, name: name ?? tools.actor, reason };
      if (incident !== undefined) return unmerge(hands, { ...said, part: incident });
      return splitOff(hands, { ...said, follows: symptom === undefined ? { area: area! } : { symptom } });
    });
}

async function byHand(tools: StoreTools, work: (hands: HandTools) => Promise<HandResult>) {
  const packs = loadPacks(tools.config);
  const packOf = (brand: string) => packs.find(({ id }) => id === brand);
  const result = await work({ ...tools, audience: audienceOf(tools.config), packOf });
  if (!result.done) throw new UsageError(result.detail);
  const { elder, younger } = result;
  printLine(tools.io, { elder, younger });
  return 0 as const;
}

function unknownText(id: string): string {
  return `there is no incident "${id}"; see outcry incidents list --all`;
}
