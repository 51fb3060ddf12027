import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AssetError, loadBrandPacks } from '../adapters/assets/load-brand-packs.ts';
import { packageRoot } from '../adapters/assets/package-root.ts';
import { compileBrands, matchBrands } from '../core/classify/brand-match.ts';
import { brandsConcerned } from '../core/classify/brand-subject.ts';
import { cleanText } from '../core/text/normalize.ts';
import type { BrandPack } from '../core/words/brand.ts';
import { type CliCommand, UsageError } from './command.ts';

const help = `
Usage: outcry brands check [--dir FOLDER] [--text TEXT]

Reads every brand pack, reports all faults with file, field and remedy, and lists the packs. With --text it says which
brands a post of that text counts for, and which others it names.

Options:
  --dir FOLDER   folder of brand packs (default data/brands)
  --text TEXT    a text to match

Exit status: 0 all good; 1 some packs are faulty; 2 unusable arguments.

Example:
  outcry brands check --text "the Target app keeps crashing"
`;

export const command: CliCommand = {
  name: 'brands',
  summary: 'Checks brand packs, and shows which brands a text speaks of.',
  help,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { dir: { type: 'string' }, text: { type: 'string' } },
    });
    if (positionals.join(' ') !== 'check') throw new UsageError('the only verb is "check"');
    const directory = values.dir === undefined ? resolve(packageRoot(), 'data/brands') : resolve(io.cwd, values.dir);
    try {
      const packs = loadBrandPacks(directory);
      if (values.text === undefined) {
        for (const { id, name, role, words, ambiguous } of packs)
          io.stdout.write(`${id.padEnd(14)}${role.padEnd(10)}${name} (${words.length + ambiguous.length} words)\n`);
      } else {
        io.stdout.write(describe(packs, cleanText(values.text)));
      }
      return 0;
    } catch (error) {
      if (!(error instanceof AssetError)) throw error;
      io.stderr.write(`${error.message}\n`);
      return 1;
    }
  },
};

/** What the pipeline takes a post of this text for. */
function describe(packs: BrandPack[], text: string): string {
  const matcher = compileBrands(packs);
  const concerned = new Set(brandsConcerned(matcher, { text }).map(({ id }) => id));
  const named = matchBrands(matcher, text);
  const lines = named.map(({ brand, by }) =>
    concerned.has(brand) ? `${brand} (by ${by})\n` : `named only: ${brand} (by ${by})\n`,
  );
  return concerned.size === 0 ? ['no brand\n', ...lines].join('') : lines.join('');
}
