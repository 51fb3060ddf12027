import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** What the commands that check configured things by id understand. */
export interface CheckOptions {
  config?: string;
  only?: string;
  json: boolean;
}

/** One verb of those allowed, and the options. */
export function checkArguments<Verb extends string>(
  argv: string[],
  verbs: readonly [Verb, ...Verb[]],
): { verb: Verb; options: CheckOptions } {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { config: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const verb = verbs.find((one) => one === positionals[0]);
  if (verb === undefined || positionals.length > 1) {
    const quoted = verbs.map((one) => `"${one}"`);
    throw new UsageError(`the verbs are ${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`);
  }
  return { verb, options: values };
}

/** Of the configured things all, or the one that is asked for. */
export function chosenById<Wish extends { id: string }>(what: string, all: Wish[], only: string | undefined): Wish[] {
  if (all.length === 0) throw new UsageError(`no ${what} is configured; see: outcry ${what}s list`);
  const chosen = all.filter(({ id }) => only === undefined || id === only);
  if (chosen.length === 0)
    throw new UsageError(`no ${what} "${only}" is configured; there are ${all.map(({ id }) => id).join(', ')}`);
  return chosen;
}
