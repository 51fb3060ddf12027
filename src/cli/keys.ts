import { parseArgs } from 'node:util';
import { issueKey, listKeys, longestOverlapMinutes, revokeKey, rotateKey } from '../commands/manage-keys.ts';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../config/open-store.ts';
import { isoInstant } from '../core/words/interval.ts';
import { type Role, roles } from '../core/words/role.ts';
import type { Database } from '../ports/database.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';

const help = `
Usage: outcry keys list
       outcry keys add --role ROLE --name NAME
       outcry keys rotate ID [--overlap MINUTES]
       outcry keys revoke ID

Manages the keys of the API. Roles: viewer reads post text and downloads exports; comms, sre and analyst do so too;
intake hands posts in and reads nothing; admin does everything. A key is shown once, when it is made; only its hash is
stored. Rotating makes a key with another's name and role; the other stays in force for the overlap. As long as there is no key, the API listens on this machine alone and whoever sits at it is admin.

The embedded database is open to one program at a time: while "outcry start" runs on it, use /api/v1/keys.

Options:
  --role ROLE      ${roles.join(', ')}
  --name NAME      what or whom the key is for
  --overlap MIN    minutes for which the old key stays in force beside the new one (default 60)
  --config FILE    JSON file with settings

Examples:
  outcry keys add --role admin --name "Ada"
  outcry keys add --role intake --name "support desk"
  outcry keys rotate 1f2e3d4c --overlap 1440
  outcry keys revoke 1f2e3d4c
`;

interface Flags {
  role?: string;
  name?: string;
  overlap?: string;
}

/** `outcry keys` */
export const command: CliCommand = {
  name: 'keys',
  summary: 'Lists, makes and revokes API keys.',
  help,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        role: { type: 'string' },
        name: { type: 'string' },
        overlap: { type: 'string' },
        config: { type: 'string' },
      },
    });
    const work = chosen(positionals, values);
    const { database } = await openStore(loadConfig(io.env, values.config));
    try {
      return await work(database, io);
    } finally {
      await database.close();
    }
  },
};

type Work = (database: Database, io: CliIo) => Promise<ExitStatus>;

/** Arguments are checked before the database is opened. */
function chosen([action, ...rest]: string[], flags: Flags): Work {
  if (action === 'list' && rest.length === 0) return list;
  if (action === 'add' && rest.length === 0) {
    const role = roles.find((one) => one === flags.role);
    if (!role) throw new UsageError(`--role must be one of ${roles.join(', ')}`);
    const name = flags.name?.trim() ?? '';
    if (name === '' || name.length > 100)
      throw new UsageError('--name must say what the key is for, in 1 to 100 characters');
    return (database, io) => add(database, io, { role, name });
  }
  if (action === 'rotate' && rest.length === 1) {
    const overlapMinutes = Number(flags.overlap ?? 60);
    if (!Number.isInteger(overlapMinutes) || overlapMinutes < 0 || overlapMinutes > longestOverlapMinutes)
      throw new UsageError(`--overlap must be a whole number of minutes, 0 to ${longestOverlapMinutes}`);
    return (database, io) => rotate(database, io, { id: idGiven(rest[0]!), overlapMinutes });
  }
  if (action === 'revoke' && rest.length === 1) return (database, io) => revoke(database, io, idGiven(rest[0]!));
  throw new UsageError('say "list", "add --role ROLE --name NAME", "rotate ID" or "revoke ID"');
}

async function list(database: Database, io: CliIo): Promise<ExitStatus> {
  const keys = await listKeys(database);
  if (keys.length === 0) io.stderr.write('There are no keys: the API serves this machine alone.\n');
  for (const { id, role, name, createdAt, revokedAt } of keys) {
    const state = stateOf(revokedAt);
    io.stdout.write(`${id}  ${role.padEnd(8)} ${isoInstant(createdAt)}  ${state}  ${name}\n`);
  }
  return 0;
}

function stateOf(revokedAt: number | null): string {
  if (revokedAt === null) return 'in force';
  return `${revokedAt > Date.now() ? 'ends' : 'revoked'} ${isoInstant(revokedAt)}`;
}

async function add(database: Database, io: CliIo, wanted: { role: Role; name: string }): Promise<ExitStatus> {
  const { key } = await issueKey(toolsOf(database), wanted);
  io.stderr.write('Keep this key: it is not shown again.\n');
  io.stdout.write(`${key}\n`);
  return 0;
}

async function rotate(
  database: Database,
  io: CliIo,
  wanted: { id: string; overlapMinutes: number },
): Promise<ExitStatus> {
  const rotated = await rotateKey(toolsOf(database), wanted);
  if (!rotated) throw notInForce(wanted.id);
  io.stderr.write(`Keep this key: it is not shown again. ${wanted.id} ends ${isoInstant(rotated.oldEndsAt)}.\n`);
  io.stdout.write(`${rotated.key}\n`);
  return 0;
}

async function revoke(database: Database, io: CliIo, id: string): Promise<ExitStatus> {
  if (!(await revokeKey(toolsOf(database), id))) throw notInForce(id);
  io.stdout.write(`Revoked ${id}.\n`);
  return 0;
}

/** Its own id, or the whole key's text. */
function idGiven(text: string): string {
  return text.replace(/^oc_/, '').slice(0, 8);
}

function notInForce(id: string): UsageError {
  return new UsageError(`there is no key "${id}" in force; see outcry keys list`);
}

function toolsOf(database: Database) {
  return { database, clock: { now: () => Date.now() }, actor: 'command line' };
}
