import { parseArgs } from 'node:util';
import { setMarker } from '../commands/set-marker.ts';
import { isoInstant } from '../core/words/interval.ts';
import { type Marker, markerKinds } from '../core/words/marker.ts';
import { markerBody } from '../http/routes/markers.ts';
import { readMarkers } from '../store/markers.ts';
import { type CliCommand, UsageError } from './command.ts';
import { checkedFlags, printLine, requirePack, type StoreWork, storeNote, withStore } from './with-store.ts';

const help = `
Usage: outcry markers list --brand ID
       outcry markers add --brand ID --kind KIND --note TEXT [--at INSTANT] [--name NAME]

What happened on the brand's own side, for the timeline: deploys, promotions. list prints those of the last seven days.

Options:
  --kind KIND      ${markerKinds.join(', ')}
  --at INSTANT     when, ISO 8601 (default: now)
  --name NAME      who says so (default: command line)
  --config FILE    JSON file with settings

${storeNote}

Examples:
  outcry markers add --brand walmart --kind deploy --note "login 4.2" --name pipeline
`;

const weekMs = 7 * 86_400_000;
const most = 500;
const text = { type: 'string' } as const;
const options = { brand: text, kind: text, note: text, at: text, name: text, config: text } as const;
type Flags = { [Name in keyof typeof options]?: string };

/** `outcry markers` */
export const command: CliCommand = {
  name: 'markers',
  summary: 'Lists and adds deploys, promotions and the like on the timeline.',
  help,
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    return withStore(io, values.config, chosen(positionals, values));
  },
};

/** Arguments are checked before the database is opened. */
function chosen([verb, ...rest]: string[], { config: _, ...flags }: Flags): StoreWork {
  if (rest.length > 0 || (verb !== 'list' && verb !== 'add')) throw new UsageError('say "list" or "add"');
  if (verb === 'list') {
    const { brand } = flags;
    if (brand === undefined) throw new UsageError('--brand: whose markers?');
    return async ({ database, clock, io }) => {
      const to = clock.now() + 1;
      for (const one of await readMarkers(database, { brand, from: to - weekMs, to, limit: most })) print(io, one);
      return 0;
    };
  }
  const { name, ...words } = checkedFlags(markerBody, flags);
  return async (tools) => {
    requirePack(tools, words.brand);
    print(tools.io, await setMarker(tools, { ...words, name: name ?? tools.actor }));
    return 0;
  };
}

function print(io: Parameters<typeof printLine>[0], { at, ...marker }: Marker): void {
  printLine(io, { ...marker, at: isoInstant(at) });
}
