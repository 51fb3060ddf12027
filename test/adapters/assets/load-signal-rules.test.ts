import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSignalRules } from '../../../src/adapters/assets/load-signal-rules.ts';
import { brandPack } from '../../support/fake-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'outcry-telemetry-'));
afterAll(() => rmSync(folder, { recursive: true }));
const packs = [brandPack({ id: 'walmart' }), brandPack({ id: 'brightcart', demonstration: true })];
const load = (content: unknown, brand = 'walmart') => {
  writeFileSync(join(folder, `${brand}.json`), typeof content === 'string' ? content : JSON.stringify(content));
  return loadSignalRules(folder, packs);
};
const rule = { signal: 'logins', query: 'up', badWhen: 'below', degraded: 0.99 };

describe('files of signals', () => {
  it('are read with their defaults; other brands have none, and a demonstration never', () => {
    load([rule], 'brightcart');
    expect(load([{ ...rule, symptom: 'own:gift_cards' }])).toEqual([
      { ...rule, brand: 'walmart', symptom: 'own:gift_cards', surface: '*', down: null },
    ]);
    expect(load([])).toEqual([]);
  });

  it.each([
    ['not JSON', '{', /walmart\.json: is not JSON/],
    ['an unknown field', [{ ...rule, querry: 'x' }], /walmart\.json: 0: .*querry/],
    ['an unknown symptom', [{ ...rule, symptom: 'vibes' }], /0\.symptom/],
    ['limits in the wrong order', [{ ...rule, down: 0.995 }], /0\.down: "down" must lie beyond "degraded"/],
    ['one name twice', [rule, rule], /two signals have the same name/],
  ])('are refused with %s', (_, content, message) => {
    expect(() => load(content)).toThrow(message);
  });

  it('look as data/README.md shows them', () => {
    const readme = readFileSync(resolve(import.meta.dirname, '../../../data/README.md'), 'utf8');
    const example = /## telemetry[\s\S]*?```json\n([\s\S]*?)```/.exec(readme)![1]!;
    expect(load(example).map(({ signal }) => signal)).toEqual(['checkout-success', 'login-latency']);
  });
});
