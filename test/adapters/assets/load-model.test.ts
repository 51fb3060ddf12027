import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listModels, loadClassifier, loadClassifierFrom } from '../../../src/adapters/assets/load-model.ts';

const shipped = resolve(import.meta.dirname, '../../../models');
const folder = mkdtempSync(join(tmpdir(), 'outcry-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('models', () => {
  it('are in the order of their versions: the newest is the one that judges', () => {
    const newest = listModels(shipped).at(-1)!;
    for (const version of ['1', '1.1', '1.9', '1.10', '2'])
      cpSync(join(shipped, newest), join(folder, `reports@${version}`), { recursive: true });
    expect(listModels(folder)).toEqual(['reports@1', 'reports@1.1', 'reports@1.9', 'reports@1.10', 'reports@2']);
    expect(loadClassifier(undefined, folder).model).toBe(newest);
  });

  it('are read from any folder, as the setting OUTCRY_MODEL names one', () => {
    const newest = listModels(shipped).at(-1)!;
    expect(loadClassifierFrom(join(folder, 'reports@1.9')).model).toBe(newest);
    expect(() => loadClassifierFrom(folder)).toThrow(/is no model/);
  });
});
