import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
const shipped = packages.filter(([, { dev }]) => !dev);

/** More than this needs a reason: each is code that runs with the rights of the program. */
const mostShipped = 160;
/** May be passed on beside Apache-2.0 without further duties than naming them. */
const licenses = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
]);

/** Their license files say so; their descriptions don't. */
const byLicenseFile: Record<string, string> = { 'node_modules/sylvester': 'MIT' };

/** As the package itself says, where the lock is silent. */
function licenseOf(path: string, locked: Locked): string {
  const known = locked.license ?? byLicenseFile[path];
  if (known !== undefined) return known;
  const file = join(root, path, 'package.json');
  if (!existsSync(file)) return 'not installed';
  const { license, licenses: several } = JSON.parse(readFileSync(file, 'utf8')) as {
    license?: string;
    licenses?: { type: string }[];
  };
  return license ?? several?.[0]?.type ?? 'none';
}

describe('what the program depends on', () => {
  it('is not more than can be looked at', () => {
    expect(shipped.length).toBeLessThanOrEqual(mostShipped);
  });

  it('runs nothing when it is installed', () => {
    expect(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });

  it('comes from the registry, with a checksum', () => {
    const strange = packages.filter(
      ([, { resolved, integrity }]) =>
        (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')) ||
        !/^sha512-/.test(integrity ?? ''),
    );
    expect(strange.map(([path]) => path)).toEqual([]);
  });

  it('may be passed on', () => {
    const told = shipped.map(([path, locked]) => ({
      path,
      license: licenseOf(path, locked).replace(/^\((.*)\)$/, '$1'),
    }));
    const other = told.filter(
      ({ license }) => !license.split(' OR ').some((one) => licenses.has(one)) && license !== 'not installed',
    );
    expect(other).toEqual([]);
  });
});
