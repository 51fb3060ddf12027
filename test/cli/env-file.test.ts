import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addEnvFile } from '../../src/cli/env-file.ts';
import { loadConfig } from '../../src/config/load.ts';
import { environmentExample } from '../../src/config/print-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-env-'));
const outcry = join(import.meta.dirname, '../../dist/cli/outcry.js');
const path = join(folder, '.env');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function added(content: string, environment: Record<string, string> = {}) {
  writeFileSync(path, content);
  addEnvFile(path, environment);
  return environment;
}

describe('a .env', () => {
  it('sets what the environment doesn’t, be that to nothing', () => {
    const content =
      '# a note\nOUTCRY_PORT=5001\nOUTCRY_CONTACT="ops @ example"\nOUTCRY_HOST=0.0.0.0\nOUTCRY_MAIL_TO=a@b.c\n';
    expect(added(content, { OUTCRY_HOST: '127.0.0.1', OUTCRY_MAIL_TO: '' })).toEqual({
      OUTCRY_PORT: '5001',
      OUTCRY_CONTACT: 'ops @ example',
      OUTCRY_HOST: '127.0.0.1',
      OUTCRY_MAIL_TO: '',
    });
  });

  it('may be the example with a mark taken away', () => {
    const content = environmentExample().replace('#OUTCRY_PORT=8300', 'OUTCRY_PORT=8301');
    expect(loadConfig(added(content))).toEqual({ ...loadConfig({}), port: 8301 });
  });

  it('need not be there, and a folder of that name is none', () => {
    mkdirSync(join(folder, 'venv'));
    const environment = {};
    addEnvFile(join(folder, 'nowhere'), environment);
    addEnvFile(join(folder, 'venv'), environment);
    expect(environment).toEqual({});
  });
});

describe.skipIf(!existsSync(outcry))('a .env beside the program (needs dist: npm run build)', () => {
  const run = (env: Record<string, string>) =>
    new Promise<{ code: number; stderr: string }>((resolve) => {
      const options = { cwd: folder, env: { PATH: process.env.PATH, ...env } };
      execFile(process.execPath, [outcry, 'sources', 'check'], options, (error, _out, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stderr }),
      );
    });

  it('is read, and a misspelt name in it told as elsewhere; the environment goes before it', async () => {
    writeFileSync(path, 'OUTCRY_PROT=5001\nOUTCRY_RETENTION_DAYS=0\n');
    const { code, stderr } = await run({ OUTCRY_RETENTION_DAYS: '90' });
    expect(code).toBe(2);
    expect(stderr).toContain('environment: there is no setting OUTCRY_PROT; did you mean OUTCRY_PORT?');
    expect(stderr).not.toContain('OUTCRY_RETENTION_DAYS');
  });
});
