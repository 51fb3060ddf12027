import { describe, expect, it } from 'vitest';
import { factSheet } from '../../../src/core/incident/fact-sheet.ts';
import { keepsPromise, promisingAnew } from '../../../src/core/incident/next-update.ts';
import { draftStatement } from '../../../src/core/incident/statement-draft.ts';
import { statementEffect } from '../../../src/core/incident/statement-effect.ts';
import { testIncident } from '../../http/seed.ts';
import { brandPack } from '../../support/fake-service.ts';

const pack = brandPack({ id: 'walmart', name: 'Walmart', timeZone: 'America/Chicago' });
const draft = (changes = {}, peak: 'probable' | 'confirmed' = 'confirmed') =>
  draftStatement(testIncident(changes), peak, pack);
const official = { firstWordAt: null, firstWordUrl: null, allClearAt: null };

describe('a draft', () => {
  it('says in both languages what fails since when, payment first, and when the next word comes', () => {
    expect(draft()).toEqual({
      kind: 'holding',
      en: "We're aware of a problem with checkout and payment and signing in since November 3 at 8:40 AM CST and are working to fix it. Next update within 30 minutes.",
      es: expect.stringMatching(
        /^Sabemos que hay un problema con el pago y el inicio de sesión desde el 3 de noviembre.*Próxima actualización en menos de 30 minutos\.$/,
      ),
      nextUpdateMinutes: 30,
    });
  });

  it('never names a cause, a number of customers, an unshown place or a symptom of few', () => {
    const attribution = { kind: 'external' as const, reasons: ['azure is in trouble'] };
    const symptoms = [
      { id: 'login' as const, share: 0.8 },
      { id: 'pharmacy' as const, share: 0.1 },
    ];
    const { en, es } = draft({ attribution, symptoms });
    for (const text of [en, es]) {
      expect(text).not.toMatch(/azure|412|400|Texas|pharmacy|farmacia|outside|cause|causa/i);
    }
    const regional = draft({ scope: 'regional', areas: [{ id: 'US-TX', name: 'Texas', observed: 60, expected: 1 }] });
    expect(regional.en).toContain(' in Texas since');
  });

  it('only looks into reports until the incident is confirmed', () => {
    expect(draft({ state: 'probable' }, 'probable').en).toMatch(
      /^We're looking into reports of problems with checkout/,
    );
    expect(draft({ state: 'watching', symptoms: [] }, 'probable').es).toMatch(
      /^Estamos revisando reportes de problemas con nuestro servicio\./,
    );
  });

  it('promises nothing more once it is over', () => {
    const over = draft({ state: 'closed', closedAt: 1 });
    expect(over).toMatchObject({ kind: 'all-clear', nextUpdateMinutes: null });
    expect(over.en).toContain('is over');
    expect(draft({ state: 'recovering' }).kind).toBe('recovering');
  });

  it('never says afterwards that there was a problem where none was shown', () => {
    const later = (state: string) => draft({ state, closedAt: state === 'closed' ? 1 : null }, 'probable');
    expect(later('closed').en).toBe(
      'The reports of problems with checkout and payment and signing in that we looked into since November 3 at 8:40 AM CST are back to their usual number.',
    );
    expect(later('closed').es).toMatch(/^Los reportes de problemas con el pago .* han vuelto a su número habitual\.$/);
    expect(later('recovering').en).toMatch(/^We receive fewer reports of problems with checkout/);
    expect(later('recovering').es).toMatch(/^Recibimos menos reportes de problemas con el pago/);
  });
});

describe('the promise of a statement', () => {
  it('follows the number in both languages as long as it is worded as drafted', () => {
    const { en, es } = draft();
    expect(promisingAnew(en, 45, 'en')).toMatch(/working to fix it\. Next update within 45 minutes\.$/);
    expect(promisingAnew(es, 45, 'es')).toMatch(/resolverlo\. Próxima actualización en menos de 45 minutos\.$/);
    expect(promisingAnew('Back within the hour.', 45, 'en')).toBe('Back within the hour.');
  });

  it('is kept where number and text say the same', () => {
    const { en, es } = draft();
    expect([keepsPromise(en, 30, 'en'), keepsPromise(es, 30, 'es')]).toEqual([true, true]);
    expect([keepsPromise(en, 45, 'en'), keepsPromise(es, null, 'es')]).toEqual([false, false]);
    expect(keepsPromise('It is over.', null, 'en')).toBe(true);
  });
});

describe('the sheet', () => {
  it('keeps what is known, what is not and what people say apart', () => {
    const incident = testIncident({ scope: 'unknown' });
    const sheet = factSheet(incident, official, incident.onset.at + 23 * 60_000);
    expect(sheet.known.join(' ')).toContain('none for 23 minutes since the onset');
    expect(sheet.unknown[0]).toContain('the cause: the brand’s own, as it seems (peers are calm)');
    expect(sheet.unknown.join(' ')).toContain('80 of 120 reports could be placed');
    expect(sheet.peopleSay[0]).toBe('checkout and payment: about 160 of 400 people');
    expect(sheet.known.join(' ')).not.toContain('peers');
  });
});

describe('the effect of a statement', () => {
  it('is a ratio of rates with its interval, and none without reports before', () => {
    const { ratio } = statementEffect(90, 60, 30);
    expect(ratio!.value).toBeCloseTo(2 / 3, 10);
    expect(ratio!.low).toBeGreaterThan(0.47);
    expect(ratio!.high).toBeLessThan(0.93);
    expect(statementEffect(0, 5, 30).ratio).toBeNull();
    expect(statementEffect(0, 0, 30).ratio).toBeNull();
  });
});
