import { configSchema, environmentName, fileOnlySettings } from './schema.ts';

interface Setting {
  name: string;
  fallback: string;
  sentence: string;
}

function settingsList(): Setting[] {
  return Object.entries(configSchema.shape)
    .filter(([key]) => !fileOnlySettings.has(key))
    .map(([key, field]) => {
      const value = field.safeParse(undefined);
      const fallback = value.success && value.data !== undefined && value.data !== null ? String(value.data) : '';
      return { name: environmentName(key), fallback, sentence: field.description ?? '' };
    });
}

const head = `# Copy this to .env in the folder that Outcry is started from: it is read from there. A variable of the environment goes before it.

`;

/** The content of `.env.example`: every setting commented out, with its sentence and default. */
export function environmentExample(): string {
  return `${head}${settingsList()
    .map(({ name, fallback, sentence }) => `# ${sentence}\n#${name}=${fallback}`)
    .join('\n\n')}\n`;
}

/** The README's table of settings. */
export function settingsTable(): string {
  const rows = settingsList().map(
    ({ name, fallback, sentence }) => `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${sentence} |`,
  );
  return ['| Setting | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
}
