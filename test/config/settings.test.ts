import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openChannel } from '../../src/adapters/channels/open-channels.ts';
import { openSource } from '../../src/adapters/sources/open-sources.ts';
import { openFetcher } from '../../src/compose.ts';
import { configFingerprint } from '../../src/config/fingerprint.ts';
import { loadConfig } from '../../src/config/load.ts';
import { environmentExample, settingsTable } from '../../src/config/print-settings.ts';
import { type Config, configSchema } from '../../src/config/schema.ts';
import { sourceWishes } from '../../src/config/source-wishes.ts';

const root = join(import.meta.dirname, '../..');

describe('the printed settings', () => {
  it('are the content of .env.example', () => {
    expect(readFileSync(join(root, '.env.example'), 'utf8')).toBe(environmentExample());
  });

  it('are the README’s table', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const table = /<!-- settings -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(readme)?.[1];
    expect(table?.trim()).toBe(settingsTable());
  });

  it('have a sentence each', () => {
    for (const [key, field] of Object.entries(configSchema.shape))
      expect(field.description, key).toMatch(/^\p{Lu}.*\.$/u);
  });

  it('load as they are printed: the example with its marks taken away is the default', () => {
    const pairs = [...environmentExample().matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    expect(pairs.length).toBeGreaterThan(20);
    expect(loadConfig(Object.fromEntries(pairs))).toEqual(loadConfig({}));
  });
});

describe('the README’s configuration file', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const example = /<!-- configuration file -->\n```json\n([\s\S]*?)```/.exec(readme)![1]!;
  const folder = mkdtempSync(join(tmpdir(), 'outcry-readme-'));
  const path = join(folder, 'outcry.json');
  writeFileSync(path, example);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('loads as it stands', () => {
    const { brands, sources, sourceSettings } = loadConfig({ OUTCRY_CONFIG: path });
    expect(brands).toEqual(['walmart', 'target', 'aws']);
    expect(Object.keys(sourceSettings)).toEqual(['bluesky', 'rss', 'x']);
    expect(sources).toEqual(['bluesky', 'rss', 'status-page']);
  });

  it('sets what its sources and channels know', () => {
    const config = loadConfig({ OUTCRY_CONFIG: path, OUTCRY_X_BEARER_TOKEN: 'token' });
    const fetcher = openFetcher(config);
    onTestFinished(() => fetcher.close());
    const sourceWorld = {
      brands: [],
      fetcher,
      clock: { now: () => 0 },
      random: () => 0,
      keyOf: (text: string) => text,
    };
    for (const wish of sourceWishes(config)) expect(openSource({ ...wish, ...sourceWorld }).source.id).toBe(wish.id);
    const { channels } = config;
    expect(channels.map(({ kind }) => kind)).toEqual(['pagerduty', 'slack']);
    for (const { id, kind, settings } of channels)
      expect(openChannel({ id, kind, settings }, { fetcher, clock: { now: () => 0 } }).channel.id).toBe(id);
  });
});

describe('configFingerprint', () => {
  const base = loadConfig({});
  const of = (changes: Partial<Config>) => configFingerprint({ ...base, ...changes });

  it('is short and the same for the same settings', () => {
    expect(of({})).toMatch(/^[0-9a-f]{12}$/);
    expect(of({})).toBe(configFingerprint(loadConfig({})));
  });

  it.each<Partial<Config>>([
    { brands: ['walmart'] },
    { falseAlarmBudgetDays: 30 },
    { authorWindowMinutes: 5 },
    { copyWindowHours: 1 },
    { leastExcessShare: 0.5 },
    { resolveDelayMinutes: 20 },
    { reopenMinutes: 0 },
  ])('differs with %o', (changes) => {
    expect(of(changes)).not.toBe(of({}));
  });

  it('knows nothing of addresses and secrets', () => {
    expect(of({ port: 1, dataDir: 'elsewhere', xBearerToken: 'secret', redditClientSecret: 'secret' })).toBe(of({}));
  });
});

describe('sourceWishes', () => {
  it('opens each kind once, with its settings from the file', () => {
    const config = loadConfig({ OUTCRY_SOURCES: 'rss,rss,mastodon' });
    const wishes = sourceWishes({ ...config, sourceSettings: { rss: { feeds: [] } } });
    expect(wishes).toEqual([
      { id: 'rss', kind: 'rss', settings: { feeds: [] } },
      { id: 'mastodon', kind: 'mastodon', settings: {} },
    ]);
  });

  it('switches paid sources on by their secrets, Reddit only with both', () => {
    const kinds = (environment: Record<string, string>) =>
      sourceWishes(loadConfig({ OUTCRY_SOURCES: 'rss', ...environment })).map(({ kind }) => kind);
    expect(kinds({ OUTCRY_X_BEARER_TOKEN: 't' })).toEqual(['rss', 'x']);
    expect(kinds({ OUTCRY_REDDIT_CLIENT_ID: 'i' })).toEqual(['rss']);
    expect(kinds({ OUTCRY_REDDIT_CLIENT_ID: 'i', OUTCRY_REDDIT_CLIENT_SECRET: 's' })).toEqual(['rss', 'reddit']);
  });
});
