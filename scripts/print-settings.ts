// Writes .env.example and the README's table of settings from the schema: node scripts/run.mjs print-settings
import { readFileSync, writeFileSync } from 'node:fs';
import { environmentExample, settingsTable } from '../src/config/print-settings.ts';

const root = new URL('../', import.meta.url);
writeFileSync(new URL('.env.example', root), environmentExample());
const readme = readFileSync(new URL('README.md', root), 'utf8');
const table = `<!-- settings -->\n${settingsTable()}\n<!-- /settings -->`;
writeFileSync(
  new URL('README.md', root),
  readme.replace(/<!-- settings -->[\s\S]*<!-- \/settings -->/, () => table),
);
