import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBrandPacks } from '../adapters/assets/load-brand-packs.ts';
import { loadSignalRules } from '../adapters/assets/load-signal-rules.ts';
import { packageRoot } from '../adapters/assets/package-root.ts';
import { judgeTelemetry } from '../commands/judge-telemetry.ts';
import { openTelemetryReader } from '../compose.ts';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../config/open-store.ts';
import type { Config } from '../config/schema.ts';
import { telemetryAnswer, verdictAnswer } from '../http/answers/telemetry-answer.ts';
import { telemetryQuery } from '../http/telemetry-shapes.ts';
import { readIncidents } from '../store/read/incidents.ts';
import { checkArguments, chosenById } from './check-arguments.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';
import { checkSignal, signalLine } from './telemetry-check.ts';
import { type JudgedIncident, verdictMarkdown, verdictText } from './telemetry-lines.ts';

const help = `
Usage: outcry telemetry check [--config FILE] [--only BRAND/SIGNAL] [--json]
       outcry telemetry verdicts [--brand ID] [--from ISO] [--to ISO] [--format text|markdown|json] [--config FILE]

check asks Prometheus (OUTCRY_PROMETHEUS_URL) for the last hour of every signal in data/telemetry and says how it stands;
nothing is stored. verdicts sets the stored signals beside the incidents of a range (the last 30 days unless given): was an
outage that people reported confirmed by the brand's own telemetry or not seen there, and who was first by how many
minutes; and what was bad inside while nobody outside reported it. A signal that can't be read is failing, never "not seen".

Options:
  --only ID       this signal alone, for example walmart/checkout-success
  --json          one JSON object a line instead of a table
  --brand ID      one brand; without it all
  --from, --to    ISO 8601 with zone, or a date
  --format NAME   text (default), markdown or json
  --config FILE   JSON file with settings

The embedded database is open to one program at a time: while "outcry start" runs on it, ask /api/v1/telemetry and
/api/v1/incidents/ID/telemetry.

Exit status: 0 all good; 1 some signals can't be read; 2 unusable arguments.

Examples:
  outcry telemetry check
  outcry telemetry verdicts --brand walmart --from 2026-11-01 --format markdown
`;

const text = { type: 'string' } as const;
const clock = { now: () => Date.now() };
const usualRangeMs = 30 * 86_400_000;
const mostIncidents = 1_000;
const formats = ['text', 'markdown', 'json'];

/** `outcry telemetry` */
export const command: CliCommand = {
  name: 'telemetry',
  summary: 'Checks the brands’ own signals; sets them beside the incidents: confirmed, not seen, internal-only, lead.',
  help,
  async run([verb, ...argv], io) {
    if (verb === 'check') return check(argv, io);
    if (verb === 'verdicts') return verdicts(argv, io);
    throw new UsageError('the verbs are "check" and "verdicts"');
  },
};

async function check(argv: string[], io: CliIo): Promise<ExitStatus> {
  const { options } = checkArguments(['check', ...argv], ['check']);
  const config = loadConfig(io.env, options.config);
  const reader = openTelemetryReader(config);
  if (!reader) throw new UsageError('no Prometheus is configured: set OUTCRY_PROMETHEUS_URL');
  const rules = loadSignalRules(config.telemetryDir, packsOf(config));
  const named = rules.map((rule) => ({ id: `${rule.brand}/${rule.signal}`, rule }));
  if (named.length === 0) throw new UsageError(`no signal is configured: see data/README.md, "telemetry"`);
  let status: ExitStatus = 0;
  try {
    for (const { rule } of chosenById('signal', named, options.only)) {
      const result = await checkSignal(rule, { reader, clock, signal: io.signal });
      if (result.health !== 'ok') status = 1;
      io.stdout.write(`${options.json ? JSON.stringify(result) : signalLine(result)}\n`);
    }
  } finally {
    reader.close();
  }
  return status;
}

async function verdicts(argv: string[], io: CliIo): Promise<ExitStatus> {
  const options = {
    brand: text,
    from: text,
    to: text,
    config: text,
    format: { type: 'string', default: 'text' },
  } as const;
  const { config: file, format, ...asked } = parseArgs({ args: argv, options }).values;
  if (!formats.includes(format)) throw new UsageError(`--format must be ${formats.join(', ')}`);
  const parsed = telemetryQuery.safeParse(asked);
  if (!parsed.success)
    throw new UsageError(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
  const { brand, to = clock.now(), from = to - usualRangeMs } = parsed.data;
  if (from >= to) throw new UsageError('--from must lie before --to.');
  const { database } = await openStore(loadConfig(io.env, file));
  try {
    const incidents = await readIncidents(database, { brand, from, to, limit: mostIncidents });
    const judged: JudgedIncident[] = [];
    for (const incident of incidents)
      judged.push({ incident, telemetry: await judgeTelemetry(database, incident, clock.now()) });
    const { internalOnly } = await telemetryAnswer(database, { brand, from, to, nowMs: clock.now() });
    if (format === 'json') {
      for (const { incident, telemetry } of judged)
        io.stdout.write(`${JSON.stringify({ incident: incident.id, ...verdictAnswer(telemetry) })}\n`);
      for (const one of internalOnly) io.stdout.write(`${JSON.stringify({ verdict: 'internal-only', ...one })}\n`);
    } else
      io.stdout.write(
        format === 'markdown' ? verdictMarkdown(judged, internalOnly) : verdictText(judged, internalOnly),
      );
    return 0;
  } finally {
    await database.close();
  }
}

function packsOf(config: Config) {
  const packs = loadBrandPacks(resolve(packageRoot(), config.brandDir));
  return packs.filter(({ id }) => config.brands.includes(id));
}
