import { parseArgs } from 'node:util';
import { liftHold } from '../commands/lift-hold.ts';
import { planMaintenance } from '../commands/plan-maintenance.ts';
import { silenceMessages } from '../commands/silence-messages.ts';
import { nextOccurrence, occurrenceAt } from '../core/incident/maintenance.ts';
import { type MaintenanceWindow, repeats, type Silence } from '../core/words/hold.ts';
import { type Interval, instantOf, isoInstant, minuteOf } from '../core/words/interval.ts';
import { maintenanceBody, silenceBody } from '../http/hold-shapes.ts';
import { readHoldPlans } from '../store/holds.ts';
import { type CliCommand, UsageError } from './command.ts';
import { checkedFlags, printLine, requirePack, type StoreWork, storeNote, withStore } from './with-store.ts';

const help = `
Usage: outcry holds list
       outcry holds plan --brand ID --zone ZONE --first-start TIME --duration-minutes N --reason TEXT [options]
       outcry holds silence --minutes N --reason TEXT [--brand ID] [--symptom ID] [--channel ID] [--owner NAME]
       outcry holds lift (--window N | --silence N)

Times in which nobody is told: maintenance windows of a brand, once or again and again on the wall clock of a zone, and
silences that expire. They hold back messages, not evidence; what still burns when one ends is told once.

Options:
  --zone ZONE           IANA zone, such as America/Chicago
  --first-start TIME    YYYY-MM-DDTHH:MM on its wall clock
  --repeat HOW          ${repeats.join(', ')} (default: once)
  --weekdays A,B        of a weekly window, 0 = Sunday; left out: the weekday of the first start
  --last-day DAY        last day on which it begins, YYYY-MM-DD
  --owner NAME          who answers for it (default: command line)
  --config FILE         JSON file with settings

${storeNote}

Examples:
  outcry holds plan --brand walmart --zone America/Chicago --first-start 2026-11-08T01:00 --duration-minutes 180 \\
    --repeat weekly --weekdays 0,3 --reason "database upgrades" --owner Ada
  outcry holds silence --brand walmart --minutes 60 --reason "known, being repaired"
`;

const text = { type: 'string' } as const;
const options = {
  ...{ brand: text, zone: text, 'first-start': text, 'duration-minutes': text, repeat: text, weekdays: text },
  ...{ 'last-day': text, owner: text, reason: text, minutes: text, symptom: text, channel: text, config: text },
  ...{ window: text, silence: text },
} as const;
type Flags = { [Name in keyof typeof options]?: string };

/** `outcry holds` */
export const command: CliCommand = {
  name: 'holds',
  summary: 'Lists, plans and lifts maintenance windows and silences.',
  help,
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    return withStore(io, values.config, chosen(positionals, values));
  },
};

/** Arguments are checked before the database is opened. */
function chosen([verb, ...rest]: string[], flags: Flags): StoreWork {
  const { config: _, window, silence, weekdays, minutes, ...others } = flags;
  const { 'first-start': firstStart, 'duration-minutes': duration, 'last-day': lastDay, ...given } = others;
  if (rest.length > 0) throw new UsageError('say "list", "plan", "silence" or "lift"');
  switch (verb) {
    case 'list':
      return list;
    case 'plan': {
      const days = weekdays === undefined ? {} : { weekdays: weekdays.split(',').map(Number) };
      const durationMinutes = duration === undefined ? undefined : Number(duration);
      return plan(checkedFlags(maintenanceBody, { ...given, firstStart, durationMinutes, lastDay, ...days }));
    }
    case 'silence':
      return hold(
        checkedFlags(silenceBody, { ...given, ...(minutes === undefined ? {} : { minutes: Number(minutes) }) }),
      );
    case 'lift':
      return lift(window, silence);
    default:
      throw new UsageError(`there is no verb "${verb ?? ''}"; there are list, plan, silence, lift`);
  }
}

const list: StoreWork = async ({ database, clock, io }) => {
  const now = clock.now();
  const { windows, silences } = await readHoldPlans(database, now);
  for (const window of windows) printLine(io, windowLine(window, now));
  for (const silence of silences) printLine(io, silenceLine(silence));
  return 0;
};

type Planned = Omit<MaintenanceWindow, 'id' | 'owner'> & { owner?: string | undefined };

function plan({ owner, ...window }: Planned): StoreWork {
  return async (tools) => {
    requirePack(tools, window.brand);
    const planned = await planMaintenance(tools, { ...window, owner: owner ?? tools.actor });
    printLine(tools.io, windowLine(planned, tools.clock.now()));
    return 0;
  };
}

type Wanted = Omit<Parameters<typeof silenceMessages>[1], 'owner'> & { owner?: string | undefined };

function hold({ owner, ...silence }: Wanted): StoreWork {
  return async (tools) => {
    if (silence.brand !== null) requirePack(tools, silence.brand);
    printLine(tools.io, silenceLine(await silenceMessages(tools, { ...silence, owner: owner ?? tools.actor })));
    return 0;
  };
}

function lift(window: string | undefined, silence: string | undefined): StoreWork {
  const id = Number(window ?? silence);
  if ((window === undefined) === (silence === undefined) || !Number.isInteger(id) || id < 1)
    throw new UsageError('name one of --window N and --silence N, by its number in "outcry holds list"');
  const kind = window === undefined ? 'silence' : 'maintenance';
  return async (tools) => {
    if (!(await liftHold(tools, { kind, id }))) throw new UsageError(`no ${kind} ${id} is in force`);
    printLine(tools.io, { lifted: id, kind });
    return 0;
  };
}

function windowLine(window: MaintenanceWindow, now: number) {
  const minute = minuteOf(now);
  const range = (one: Interval | null) =>
    one && { from: isoInstant(instantOf(one.from)), to: isoInstant(instantOf(one.to)) };
  return {
    kind: 'maintenance',
    ...window,
    now: range(occurrenceAt(window, minute)),
    next: range(nextOccurrence(window, minute)),
  };
}

function silenceLine({ startsAt, expiresAt, ...silence }: Silence) {
  return { kind: 'silence', ...silence, startsAt: isoInstant(startsAt), expiresAt: isoInstant(expiresAt) };
}
