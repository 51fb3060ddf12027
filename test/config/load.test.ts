import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: unknown): string {
  const path = join(folder, 'outcry.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function faultsOf(environment: Record<string, string>, path?: string): string[] {
  try {
    loadConfig(environment, path);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.split('\n');
  }
  return [];
}

describe('loadConfig', () => {
  it('needs nothing: everything has a default, on loopback, with the embedded database', () => {
    expect(loadConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8300,
      databaseUrl: null,
      demonstration: true,
      falseAlarmBudgetDays: 1_000,
    });
  });

  it('takes the environment over the file and the file over the default', () => {
    const path = file({ port: 4000, logLevel: 'warn', retentionDays: 30 });
    const config = loadConfig({ OUTCRY_PORT: '5000', DATABASE_URL: 'postgres://db/outcry' }, path);
    expect(config).toMatchObject({
      port: 5000,
      logLevel: 'warn',
      retentionDays: 30,
      host: '127.0.0.1',
      databaseUrl: 'postgres://db/outcry',
    });
  });

  it('finds the file by OUTCRY_CONFIG too', () => {
    expect(loadConfig({ OUTCRY_CONFIG: file({ port: 4001 }) }).port).toBe(4001);
  });

  it('takes an empty variable for none, and leaves foreign and the tests’ variables alone', () => {
    const environment = { OUTCRY_PORT: '', PATH: '/bin', OUTCRY_TEST_DATABASE_URL: 'postgres://x' };
    expect(loadConfig(environment).port).toBe(8300);
  });

  it('reads lists and flags as people write them', () => {
    expect(loadConfig({ OUTCRY_BRANDS: ' walmart, target,,', OUTCRY_DEMONSTRATION: 'no' })).toMatchObject({
      brands: ['walmart', 'target'],
      demonstration: false,
    });
    expect(loadConfig({}, file({ brands: ['visa'], demonstration: false }))).toMatchObject({
      brands: ['visa'],
      demonstration: false,
    });
  });

  it('tells all faults at once, each with its place', () => {
    const path = file({ prot: 1, retentionDays: 0, logLevel: 'loud' });
    const environment = { OUTCRY_PORT: '99999', OUTCRY_BRAND: 'x', DATABASE_URL: 'mysql://root:hunter2@db' };
    const faults = faultsOf(environment, path);
    expect(faults).toHaveLength(6);
    expect(faults).toContain(`${path}: there is no setting "prot"; did you mean "port"?`);
    expect(faults).toContain('environment: there is no setting OUTCRY_BRAND; did you mean OUTCRY_BRANDS?');
    expect(faults).toContain('environment: DATABASE_URL: must begin with postgres://');
    expect(faults.filter((fault) => fault.startsWith('environment: OUTCRY_PORT: '))).toHaveLength(1);
    expect(faults.filter((fault) => fault.startsWith(`${path}: retentionDays: `))).toHaveLength(1);
    expect(faults.filter((fault) => fault.startsWith(`${path}: logLevel: `))).toHaveLength(1);
  });

  it.each([
    ['nats://me:hidden@', 'postgres://db/outcry', 'must be nats://host:4222'],
    ['http://me:hidden@nats:4222', 'postgres://db/outcry', 'must be nats://host:4222'],
    ['nats://one:4222,two:hidden', 'postgres://db/outcry', 'must be nats://host:4222'],
    ['nats://me:hidden@one:4222', '', 'set DATABASE_URL too'],
  ])('takes a stream by addresses alone, beside a PostgreSQL (%s, %s)', (OUTCRY_STREAM, DATABASE_URL, message) => {
    const faults = faultsOf({ OUTCRY_STREAM, DATABASE_URL });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
    expect(faults[0]).not.toContain('hidden');
  });

  it('doesn’t print what was given: it may be a secret', () => {
    const faults = faultsOf({ DATABASE_URL: 'mysql://root:hunter2@db' }, file({ xBearerToken: 4711 }));
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toMatch(/hunter2|4711/);
  });

  it.each(['rss', 'x', 'status-page', 'slack', 'webhook', 'pagerduty', 'email'])(
    'tells where the settings of the source or channel %s belong',
    (kind) => {
      const [fault] = faultsOf({}, file({ [kind]: { feeds: [] } }));
      expect(fault).toContain(`there is no setting "${kind}"; what sets a source belongs under "sourceSettings"`);
      expect(fault).toContain(`{"sourceSettings": {"${kind}": {…}}}`);
      expect(fault).toContain(`{"channels": [{"id": "…", "kind": "${kind}", "settings": {…}}]}`);
    },
  );

  it.each(['sourceSetings', 'sourcesettings', 'sourceSetting'])('takes %s for a slip of the pen', (wrong) => {
    expect(faultsOf({}, file({ [wrong]: { rss: {} } }))[0]).toContain('did you mean "sourceSettings"?');
  });

  it.each([
    ['OUTCRY_HOTS', 'OUTCRY_HOST'],
    ['OUTCRY_DATABASE', 'DATABASE_URL'],
    ['OUTCRY_DATABASE_URL', 'DATABASE_URL'],
    ['OUTCRY_DATADIR', 'OUTCRY_DATA_DIR'],
    ['OUTCRY_X_TOKEN', 'OUTCRY_X_BEARER_TOKEN'],
    ['OUTCRY_RESOLVE_DELAY', 'OUTCRY_RESOLVE_DELAY_MINUTES'],
    ['OUTCRY_LOGLEVEL', 'OUTCRY_LOG_LEVEL'],
  ])('answers %s with %s', (wrong, right) => {
    expect(faultsOf({ [wrong]: '1' })).toEqual([`environment: there is no setting ${wrong}; did you mean ${right}?`]);
  });

  it.each([
    ['is not there', undefined, 'ENOENT'],
    ['is not JSON', '{"port": 1,}', 'JSON'],
    ['holds a list', '[1]', 'must hold one JSON object'],
    ['holds null', 'null', 'must hold one JSON object'],
  ])('names a file that %s', (_what, content, message) => {
    const path = content === undefined ? join(folder, 'nowhere.json') : file(content);
    const [fault] = faultsOf({}, path);
    expect(fault).toContain(`${path}: `);
    expect(fault).toContain(message);
  });
});
