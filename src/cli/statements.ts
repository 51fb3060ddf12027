import { parseArgs } from 'node:util';
import { approveStatement } from '../commands/approve-statement.ts';
import { proposeStatement } from '../commands/propose-statement.ts';
import { loadPacks } from '../config/load-assets.ts';
import { draftStatement } from '../core/incident/statement-draft.ts';
import type { Incident } from '../core/words/incident.ts';
import { isoInstant } from '../core/words/interval.ts';
import { type Statement, statementKinds } from '../core/words/statement.ts';
import { statementBody } from '../http/statement-shapes.ts';
import { readIncident } from '../store/read/incidents.ts';
import { readCourse, readStatements } from '../store/statements.ts';
import { type CliCommand, UsageError } from './command.ts';
import { checkedFlags, printLine, type StoreTools, type StoreWork, storeNote, withStore } from './with-store.ts';

const help = `
Usage: outcry statements draft INCIDENT
       outcry statements list INCIDENT
       outcry statements propose INCIDENT [--kind KIND --en TEXT --es TEXT] [--next-update-minutes N] [--name NAME]
       outcry statements approve INCIDENT --statement N [--name NAME]

What customers are told about an incident. draft prints one made from verified facts alone; propose puts it, or your own
words, up for approval; once approved it stands on the status page, and the clock of its next update runs. Outcry sends
it nowhere.

Options:
  --kind KIND                ${statementKinds.join(', ')} (default: holding)
  --en TEXT, --es TEXT       your words, in both languages
  --next-update-minutes N    when the next word is promised, 5 to 1440
  --statement N              number of the statement, as list prints it
  --name NAME                who proposes or approves (default: command line)
  --config FILE              JSON file with settings

${storeNote}

Examples:
  outcry statements draft walmart-20261103T1443-1f2e3d
  outcry statements propose walmart-20261103T1443-1f2e3d --name Ada
  outcry statements approve walmart-20261103T1443-1f2e3d --statement 3 --name Grace
`;

const text = { type: 'string' } as const;
const options = {
  ...{ kind: text, en: text, es: text, 'next-update-minutes': text, statement: text, name: text, config: text },
} as const;
type Flags = { [Name in keyof typeof options]?: string };

/** `outcry statements` */
export const command: CliCommand = {
  name: 'statements',
  summary: 'Drafts, proposes and approves what customers are told about an incident.',
  help,
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    return withStore(io, values.config, chosen(positionals, values));
  },
};

/** Arguments are checked before the database is opened. */
function chosen([verb, id, ...rest]: string[], flags: Flags): StoreWork {
  const { config: _, statement, 'next-update-minutes': minutes, ...words } = flags;
  if (id === undefined || rest.length > 0)
    throw new UsageError('say "draft", "list", "propose" or "approve" and one INCIDENT');
  const next = minutes === undefined ? {} : { nextUpdateMinutes: Number(minutes) };
  switch (verb) {
    case 'draft':
      return async (tools) => {
        const incident = await required(tools, id);
        printLine(tools.io, await draftOf(tools, incident));
        return 0;
      };
    case 'list':
      return async (tools) => {
        await required(tools, id);
        for (const one of await readStatements(tools.database, id)) printLine(tools.io, lineOf(one));
        return 0;
      };
    case 'propose': {
      const own = words.en === undefined && words.es === undefined && words.kind === undefined ? null : words;
      if (own) checkedFlags(statementBody, { ...own, ...next });
      return (tools) => propose(tools, id, { own, next, name: words.name ?? tools.actor });
    }
    case 'approve':
      if (!/^\d{1,15}$/.test(statement ?? '')) throw new UsageError('--statement must be a number of "list"');
      return (tools) => approve(tools, { incidentId: id, id: Number(statement), by: words.name ?? tools.actor });
    default:
      throw new UsageError(`there is no verb "${verb ?? ''}"; there are draft, list, propose, approve`);
  }
}

interface Proposing {
  own: Omit<Flags, 'config' | 'statement'> | null;
  next: { nextUpdateMinutes?: number };
  name: string;
}

/** Without words of one's own, the draft as it stands. */
async function propose(tools: StoreTools, id: string, { own, next, name }: Proposing) {
  const incident = await required(tools, id);
  const { name: _, ...words } = checkedFlags(statementBody, { ...(own ?? (await draftOf(tools, incident))), ...next });
  printLine(tools.io, lineOf(await proposeStatement(tools, id, { ...words, proposedBy: name })));
  return 0 as const;
}

async function approve(tools: StoreTools, asked: { incidentId: string; id: number; by: string }) {
  if (!(await approveStatement(tools, asked)))
    throw new UsageError(`no statement ${asked.id} of "${asked.incidentId}" waits for approval`);
  const all = await readStatements(tools.database, asked.incidentId);
  printLine(tools.io, lineOf(all.find(({ id }) => id === asked.id)!));
  return 0 as const;
}

async function draftOf({ config, database }: StoreTools, incident: Incident) {
  if (incident.mergedInto !== undefined)
    throw new UsageError(`"${incident.id}" is part of "${incident.mergedInto}": the draft is made there`);
  const { peak } = await readCourse(database, incident.id);
  const pack = loadPacks(config).find(({ id }) => id === incident.brand);
  return draftStatement(incident, peak, pack);
}

async function required({ database }: StoreTools, id: string): Promise<Incident> {
  const incident = await readIncident(database, id);
  if (!incident) throw new UsageError(`there is no incident "${id}"; see outcry incidents list --all`);
  return incident;
}

function lineOf({ proposedAt, approvedAt, ...statement }: Statement) {
  return {
    ...statement,
    proposedAt: isoInstant(proposedAt),
    approvedAt: approvedAt === null ? null : isoInstant(approvedAt),
  };
}
