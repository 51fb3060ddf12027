import { parseArgs } from 'node:util';
import { explainStratum } from '../commands/explain-stratum.ts';
import { cycleContext } from '../compose.ts';
import { loadConfig } from '../config/load.ts';
import { loadAssets } from '../config/load-assets.ts';
import { openStore } from '../config/open-store.ts';
import { minuteOf } from '../core/words/interval.ts';
import { explanationAnswer } from '../http/answers/explanation-answer.ts';
import { explainQuery } from '../http/requests.ts';
import { readStagePosition } from '../store/stage-positions.ts';
import { requireWatched } from './archive-replay.ts';
import { type CliCommand, UsageError } from './command.ts';
import { explanationText } from './explain-lines.ts';

const help = `
Usage: outcry explain --brand ID [--symptom ID] [--surface ID | --area ID] [--at ISO] [options]

Why did a series, or didn't it, fire in a minute? Judges the stored counts again up to it and tells the whole way: what was
observed and expected, level, shape and dispersion behind that, the evidence for each multiplier of an outage, the share of
the false-alarm budget, the evidence of all series of the brand together, which is held against that budget, the verdict with the rule that made it, the conditions beside the volume, and the incident that was
open.

Options:
  --brand ID       the brand
  --symptom ID     for example login; * (default) for all
  --surface ID     for example ios; * (default) for all
  --area ID        a state such as US-TX; * (default) for all
  --at ISO         ISO 8601 with zone; by default the last judged minute
  --format NAME    text (default) or json
  --config FILE    JSON file with settings

The embedded database is open to one program at a time: while "outcry start" runs on it, ask /api/v1/explain with the same
names as parameters.

Exit status: 0 all good; 2 unusable arguments or input.

Example: outcry explain --brand walmart --symptom login --at 2026-11-03T14:41Z
`;

const text = { type: 'string' } as const;
const options = {
  ...{ brand: text, symptom: text, surface: text, area: text, at: text, config: text },
  format: { type: 'string', default: 'text' },
} as const;

export const command: CliCommand = {
  name: 'explain',
  summary: 'Tells why a series did, or did not, fire in a minute.',
  help,
  async run(argv, io) {
    const { format, config: configFile, ...asked } = parseArgs({ args: argv, options }).values;
    if (format !== 'text' && format !== 'json') throw new UsageError(`--format must be text or json, not "${format}"`);
    const query = checked(asked);
    const config = loadConfig(io.env, configFile);
    const { database, salt } = await openStore(config);
    try {
      const assets = loadAssets(config, salt);
      requireWatched(assets, query.brand);
      const end = await readStagePosition(database, 'detect', query.brand);
      if (end === null) throw new UsageError(`--brand: nothing was judged for "${query.brand}" yet`);
      const minute = query.at === undefined ? end - 1 : minuteOf(query.at);
      if (minute >= end)
        throw new UsageError(`--at: judged so far is what lies before ${new Date(end * 60_000).toISOString()}`);
      const pack = assets.packs.find(({ id }) => id === query.brand)!;
      const { symptom, surface, area } = query;
      const told = await explainStratum(cycleContext(config, assets, database), {
        ...{ pack, symptom, surface, area, minute },
      });
      const answer = explanationAnswer(told);
      io.stdout.write(format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : explanationText(answer));
    } finally {
      await database.close();
    }
    return 0;
  },
};

/** The same checks as the API's. */
function checked(asked: Record<string, string | undefined>) {
  const result = explainQuery.safeParse(asked);
  if (result.success) return result.data;
  throw new UsageError(result.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
}
