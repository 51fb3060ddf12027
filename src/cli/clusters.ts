import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBrandPacks } from '../adapters/assets/load-brand-packs.ts';
import { packageRoot } from '../adapters/assets/package-root.ts';
import { type FoundClusters, findClusters, symptomOf } from '../commands/find-clusters.ts';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../config/open-store.ts';
import type { BrandPack } from '../core/words/brand.ts';
import { clusterAnswer } from '../http/answers/cluster-answer.ts';
import { clustersQuery } from '../http/cluster-schemas.ts';
import { type CliCommand, type CliIo, type ExitStatus, UsageError } from './command.ts';

const help = `
Usage: outcry clusters --brand ID [--from ISO] [--to ISO] [--least N] [--json]
       outcry clusters --brand ID --cluster CLUSTER [--name KEY] [--from ISO] [--to ISO]

Groups complaints that no named symptom explains by their words: what broke that nobody thought of. Each cluster is told
with its words, its people, how many usually say the like in as long a time, and its most typical posts; what grew most
comes first. With --cluster it prints the JSON to add to the brand's pack, so that such posts have a symptom of their own
from then on ("outcry reclassify --again" names it in stored posts too).

Options:
  --brand ID         the brand
  --from, --to       ISO 8601 with zone, or a date; the last 24 hours unless given
  --least N          people of which a cluster has at least (default 3)
  --json             one cluster a line, as /api/v1/clusters tells it
  --cluster CLUSTER  the cluster to name, as it is listed
  --name KEY         key of the new symptom, for example gift_cards; the cluster's name unless given
  --config FILE      JSON file with settings

The embedded database is open to one program at a time: while "outcry start" runs on it, ask /api/v1/clusters.

Examples:
  outcry clusters --brand walmart --from 2026-11-03
  outcry clusters --brand walmart --from 2026-11-03 --cluster gift_card_balance --name gift_cards
`;

const text = { type: 'string' } as const;
const options = {
  ...{ brand: text, from: text, to: text, least: text, cluster: text, name: text, config: text },
  json: { type: 'boolean' },
} as const;

/** `outcry clusters` */
export const command: CliCommand = {
  name: 'clusters',
  summary: 'Groups complaints that no named symptom explains by their words.',
  help,
  async run(argv, io) {
    const { config: file, json = false, cluster, name, ...asked } = parseArgs({ args: argv, options }).values;
    if (name !== undefined && (cluster === undefined || !/^[a-z][a-z0-9_]{0,39}$/.test(name)))
      throw new UsageError('--name goes with --cluster: lower-case letters, digits and _, for example gift_cards');
    const parsed = clustersQuery.safeParse(asked);
    if (!parsed.success)
      throw new UsageError(
        parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'),
      );
    const { brand, from, to = Date.now(), least } = parsed.data;
    const window = { from: Math.floor((from ?? to - 86_400_000) / 60_000), to: Math.ceil(to / 60_000) };
    if (window.from >= window.to) throw new UsageError('--from must lie before --to.');
    const config = loadConfig(io.env, file);
    const pack = packOf(resolve(packageRoot(), config.brandDir), brand);
    const { database } = await openStore(config);
    try {
      const found = await findClusters(database, pack, { window, leastAuthors: least });
      if (cluster !== undefined) return printSymptom(found, { cluster, name }, io);
      if (json) for (const one of found.clusters) io.stdout.write(`${JSON.stringify(clusterAnswer(one))}\n`);
      else printClusters(found, io);
      return 0;
    } finally {
      await database.close();
    }
  },
};

function packOf(folder: string, brand: string): BrandPack {
  const pack = loadBrandPacks(folder).find(({ id }) => id === brand);
  if (!pack) throw new UsageError(`--brand: there is no brand pack "${brand}"`);
  return pack;
}

function printClusters({ clusters, unexplained }: FoundClusters, io: CliIo): void {
  io.stdout.write(`${unexplained.n} of ${unexplained.of} current reports have no named symptom.\n`);
  for (const found of clusters) {
    const { id, words, authors, usual } = found;
    const against = usual === null ? 'no past to compare with' : `usually ${usual.toFixed(1)}`;
    io.stdout.write(`\n${id}: ${authors} people, ${against}: ${words.map(({ word }) => word).join(', ')}\n`);
    for (const sample of found.texts.slice(0, 3))
      io.stdout.write(`  ${sample.text.replace(/\s+/g, ' ').slice(0, 160)}\n`);
  }
}

function printSymptom(
  { clusters }: FoundClusters,
  { cluster, name }: { cluster: string; name: string | undefined },
  io: CliIo,
): ExitStatus {
  const found = clusters.find(({ id }) => id === cluster);
  if (!found)
    throw new UsageError(
      `--cluster: there is none of this name; there are: ${clusters.map(({ id }) => id).join(', ')}`,
    );
  io.stdout.write(`${JSON.stringify(symptomOf(found, name), null, 2)}\n`);
  return 0;
}
