import { parseArgs } from 'node:util';
import { erasePerson } from '../commands/erase-person.ts';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../config/open-store.ts';
import { erasureBody } from '../http/routes/erasures.ts';
import type { CliCommand } from './command.ts';
import { checkedFlags, storeNote } from './with-store.ts';

const help = `
Usage: outcry erase --source SOURCE --author ID

Takes everything of a person away: posts with their ids, reports and labels. Counts are made again without them, and what a source brings
of them later is not stored. Backups made before still hold them: make a new one and delete those.

${storeNote} There it is POST /api/v1/erasures.

Options:
  --source SOURCE  the source's id, such as bluesky, as in "outcry sources list"
  --author ID      the author as the source names them: an X user id, a Bluesky DID, the address of a Mastodon account, NAME@HOST in a
                   feed or a Discourse forum; in what was handed in with its source SOURCE/ID, such as mastodon/109283
  --config FILE    JSON file with settings

Example:
  outcry erase --source bluesky --author did:plc:ewvi7nxzyoun6zhxrhs64oiz
`;

const text = { type: 'string' } as const;

/** `outcry erase` */
export const command: CliCommand = {
  name: 'erase',
  summary: 'Takes everything of a person away.',
  help,
  async run(argv, io) {
    const { config: file, ...flags } = parseArgs({
      args: argv,
      options: { source: text, author: text, config: text },
    }).values;
    const person = checkedFlags(erasureBody, flags);
    const config = loadConfig(io.env, file);
    const { database, salt } = await openStore(config);
    try {
      const { authorWindowMinutes } = config;
      const acting = { database, clock: { now: () => Date.now() }, actor: 'command line' };
      const posts = await erasePerson({ ...acting, salt, authorWindowMinutes }, person);
      io.stdout.write(`${posts} posts are gone.\n`);
      return 0;
    } finally {
      await database.close();
    }
  },
};
