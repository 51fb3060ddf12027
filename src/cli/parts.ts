import { parseArgs } from 'node:util';
import { dropPart } from '../commands/drop-part.ts';
import { putPartBack } from '../commands/put-part-back.ts';
import { ingestSettings, loadAssets } from '../config/load-assets.ts';
import { instantOf, isoInstant } from '../core/words/interval.ts';
import { decodePart } from '../ports/page-part.ts';
import { type AsideKey, findPartAside, listPartsAside, type PartAside } from '../store/page-queue.ts';
import { type CliCommand, UsageError } from './command.ts';
import { printLine, type StoreWork, withStore } from './with-store.ts';

const help = `
Usage: outcry parts list
       outcry parts put-back (--part ID | --all)
       outcry parts drop --part ID --reason TEXT [--name NAME]

Parts of pages that came over a stream (OUTCRY_STREAM) and could not be stored however often it was tried: they are kept aside,
their minutes are a gap. put-back stores them as if they had just come and ends the gap: after an update, or when what stood in the
way is gone. What still can't be stored stays aside, post by post; broken off or called again, nothing is counted twice. drop throws
one away; its minutes stay a gap. One JSON object a line. It may run beside "outcry start".

Options:
  --part ID      as list prints it
  --reason TEXT  why it is thrown away, for the audit
  --name NAME    who throws it away (default: command line)
  --config FILE  JSON file with settings

Exit status: 1 when something stays aside.

Examples:
  outcry parts list
  outcry parts put-back --all
  outcry parts drop --part 3-1204-1793000000000 --reason "a test of ours"
`;

const text = { type: 'string' } as const;
const options = { part: text, all: { type: 'boolean' }, reason: text, name: text, config: text } as const;

/** `outcry parts` */
export const command: CliCommand = {
  name: 'parts',
  summary: 'Lists parts of pages that could not be stored, puts them back or drops them.',
  help,
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    const { part, all, reason, name } = values;
    const [verb, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError('say "list", "put-back" or "drop"');
    switch (verb) {
      case 'list':
        return withStore(io, values.config, list);
      case 'put-back':
        if ((part === undefined) === !all) throw new UsageError('name one of --part ID and --all');
        return withStore(io, values.config, putBack(part === undefined ? null : keyOf(part)));
      case 'drop':
        if (part === undefined || !reason?.trim()) throw new UsageError('drop takes --part ID and --reason TEXT');
        return withStore(io, values.config, drop(keyOf(part), { reason, name }));
      default:
        throw new UsageError(`there is no verb "${verb ?? ''}"; there are list, put-back, drop`);
    }
  },
};

const list: StoreWork = async ({ database, io }) => {
  for (const key of await listPartsAside(database)) {
    const aside = await findPartAside(database, key);
    if (aside) printLine(io, lineOf(aside));
  }
  return 0;
};

function putBack(one: AsideKey | null): StoreWork {
  return async (tools) => {
    const { database, config, salt, io } = tools;
    const { knowledge } = loadAssets(config, salt);
    const settings = ingestSettings(config);
    let somethingStays = false;
    for (const key of one ? [one] : await listPartsAside(database)) {
      if (io.signal.aborted) break;
      const done = await putPartBack({ ...tools, knowledge, settings }, key);
      if (!done && one) throw new UsageError(`no part ${idOf(key)} is kept aside`);
      if (!done) continue;
      printLine(io, { id: idOf(key), ...done });
      somethingStays ||= done.fault !== null;
    }
    return somethingStays ? 1 : 0;
  };
}

function drop(key: AsideKey, { reason, name }: { reason: string; name: string | undefined }): StoreWork {
  return async (tools) => {
    const isGone = await dropPart(tools, { key, reason, by: name ?? tools.actor });
    if (!isGone) throw new UsageError(`no part ${idOf(key)} is kept aside`);
    printLine(tools.io, { dropped: idOf(key) });
    return 0;
  };
}

function lineOf(aside: PartAside) {
  const part = decodePart(aside.bytes);
  const minutes = aside.minutes;
  return {
    ...{ id: idOf(aside), at: isoInstant(aside.at), source: aside.source || null, reason: aside.reason },
    posts: 'unreadable' in part ? null : part.posts.length,
    from: minutes && isoInstant(instantOf(minutes.from)),
    to: minutes && isoInstant(instantOf(minutes.to)),
    bytes: aside.bytes.length,
  };
}

function idOf({ partition, sequence, at }: AsideKey): string {
  return `${partition}-${sequence}-${at}`;
}

function keyOf(id: string): AsideKey {
  const match = /^(\d{1,5})-(\d{1,15})-(\d{1,15})$/.exec(id);
  if (!match) throw new UsageError('--part must be an id of "outcry parts list"');
  const [partition, sequence, at] = match.slice(1).map(Number) as [number, number, number];
  return { partition, sequence, at };
}
