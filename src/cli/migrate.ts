import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../config/open-store.ts';
import type { CliCommand } from './command.ts';

const help = `
Usage: outcry migrate [--config FILE]

Brings the database's schema up to date and says which migrations were applied. \`outcry start\` does the same by itself.

Example:
  DATABASE_URL=postgres://outcry@db/outcry outcry migrate
`;

export const command: CliCommand = {
  name: 'migrate',
  summary: "Brings the database's schema up to date.",
  help,
  async run(argv, io) {
    const { values } = parseArgs({ args: argv, options: { config: { type: 'string' } } });
    const { database, applied } = await openStore(loadConfig(io.env, values.config));
    await database.close();
    io.stdout.write(applied.length === 0 ? 'The schema is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
    return 0;
  },
};
