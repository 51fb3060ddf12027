import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brandPackSchema } from '../../../src/adapters/assets/brand-pack-schema.ts';
import { formChoices } from '../../../src/core/words/form-choices.ts';
import { texts } from '../../../src/core/words/form-texts.ts';
import { surfaceIds } from '../../../src/core/words/surface.ts';
import { symptomIds } from '../../../src/core/words/symptom.ts';

const folder = join(import.meta.dirname, '../../../data/brands');
const packs = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => brandPackSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));

describe('what the report form offers', () => {
  it('of an airline is what its pack lists, commonest first: no pharmacy, no pickup, no self-checkout', () => {
    const symptoms = ['notification', 'checkout_payment', 'site_down', 'login', 'order_status', 'crash'] as const;
    expect(formChoices({ role: 'brand', symptoms: [...symptoms], surfaces: ['app', 'web'] })).toEqual({
      symptoms: ['site_down', 'login', 'crash', 'checkout_payment', 'order_status', 'notification', 'other'],
      surfaces: ['web', 'ios', 'android', 'unknown'],
    });
  });

  it('of Visa has no log-in and no connection, which its pack doesn’t list', () => {
    const { symptoms, surfaces } = formChoices(packs.find(({ id }) => id === 'visa')!);
    expect(symptoms).toEqual(['site_down', 'error_message', 'checkout_payment', 'in_store', 'self_checkout', 'other']);
    expect(surfaces).toEqual(['web', 'ios', 'android', 'store', 'unknown']);
  });

  it.each(['brand', 'provider'] as const)('leaves out nothing that the pack of a %s may list', (role) => {
    const all = formChoices({ role, symptoms: [...symptomIds], surfaces: [...surfaceIds] });
    expect([...all.symptoms].sort()).toEqual([...symptomIds].sort());
    expect([...all.surfaces, 'app'].sort()).toEqual([...surfaceIds].sort());
    for (const words of Object.values(texts)) {
      for (const id of all.symptoms) expect(words.symptoms[id], id).toBeTruthy();
      for (const id of all.surfaces) expect(words.surfaces[id], id).toBeTruthy();
    }
  });

  it('is what every shipped pack lists', () => {
    for (const pack of packs) {
      const { symptoms, surfaces } = formChoices(pack);
      expect(new Set(symptoms), pack.id).toEqual(new Set([...pack.symptoms, 'other']));
      expect(surfaces.length, pack.id).toBeGreaterThan(1);
    }
  });
});
