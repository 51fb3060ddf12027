import { describe, expect, it } from 'vitest';
import { type ComponentEvidence, rankComponents } from '../../../src/core/incident/rank-components.ts';
import type { Incident } from '../../../src/core/words/incident.ts';
import type { Marker } from '../../../src/core/words/marker.ts';
import { testIncident } from '../../http/seed.ts';
import { brandPack } from '../../support/fake-service.ts';

const pack = brandPack({ id: 'walmart', peers: ['target', 'kroger'], dependencies: ['aws', 'visa'] });
const watched = new Set(['walmart', 'target', 'kroger', 'aws', 'visa']);
const shares = <Id extends string>(all: Partial<Record<Id, number>>) =>
  Object.entries(all).map(([id, share]) => ({ id: id as Id, share: share as number }));
type Symptoms = Parameters<typeof shares<Incident['symptoms'][number]['id']>>[0];
type Surfaces = Parameters<typeof shares<Incident['surfaces'][number]['id']>>[0];

function ranked(
  symptoms: Symptoms,
  surfaces: Surfaces,
  changes: Partial<ComponentEvidence> & { is?: Partial<Incident> } = {},
) {
  const { is, ...rest } = changes;
  const incident = testIncident({ symptoms: shares(symptoms), surfaces: shares(surfaces), scope: 'national', ...is });
  return rankComponents({ incident, pack, others: [], watched, markers: [], ...rest });
}
const first = (...told: Parameters<typeof ranked>) => ranked(...told)[0]!;
const webAndApp = { web: 0.5, ios: 0.3, android: 0.3 };
const onset = testIncident().onset;
const marker = (note: string, minutesBefore: number, kind: Marker['kind'] = 'deploy'): Marker => ({
  ...{ id: 1, brand: 'walmart', kind, note, name: 'ci', at: onset.at - minutesBefore * 60_000 },
});
const other = (brand: string) => testIncident({ id: `inc-${brand}`, brand });

describe('rankComponents', () => {
  it.each([
    ['identity', { login: 0.8, error_message: 0.2 }, webAndApp],
    ['payment', { checkout_payment: 0.75, cart: 0.2 }, webAndApp],
    ['store-systems', { in_store: 0.6, self_checkout: 0.5 }, { store: 0.9 }],
    ['fulfillment', { pickup: 0.5, order_status: 0.4, delivery: 0.3 }, webAndApp],
    ['pharmacy', { pharmacy: 0.9 }, webAndApp],
    ['catalog', { search_browse: 0.7, slow_or_loading: 0.2 }, webAndApp],
    ['messaging', { notification: 0.9 }, webAndApp],
    ['streaming', { playback: 0.9 }, { app: 0.6 }],
    [
      'service',
      { site_down: 0.6, error_message: 0.4, login: 0.3, checkout_payment: 0.25, slow_or_loading: 0.3 },
      webAndApp,
    ],
    ['carrier', { connectivity: 0.9 }, { network: 0.8 }],
  ] as const)('finds %s by what people name', (id, symptoms, surfaces) => {
    expect(first(symptoms, surfaces).id).toBe(id);
  });

  it('tells login on web, iOS and Android from one platform that fails alone', () => {
    const both = first({ login: 0.8 }, webAndApp);
    expect(both.id).toBe('identity');
    expect(both.reasons).toContain('80 % of the reporters name login');
    expect(both.reasons).toContain('web and app fail alike: what lies behind both');
    const alone = first({ crash: 0.3, login: 0.6 }, { ios: 0.8 });
    expect(alone.id).toBe('app-release');
    expect(alone.reasons).toContain('iOS alone fails, neither the other app nor the web');
    expect(first({ crash: 0.3, login: 0.6 }, { ios: 0.4, android: 0.4, web: 0.4 }).id).not.toBe('app-release');
  });

  it('takes peers for a control group', () => {
    const symptoms = { site_down: 0.6, error_message: 0.3, slow_or_loading: 0.3 };
    const alone = ranked(symptoms, webAndApp);
    expect(alone[0]!.id).toBe('service');
    expect(alone.find(({ id }) => id === 'shared-provider')?.share ?? 0).toBeLessThan(0.1);
    const shared = first(symptoms, webAndApp, { others: [other('target'), other('aws')] });
    expect(shared.id).toBe('shared-provider');
    expect(shared.reasons).toContain('aws, which it rests on, had trouble about the same time');
    const two = first(symptoms, webAndApp, { others: [other('target'), other('kroger')] });
    expect(two.id).toBe('shared-provider');
    expect(two.reasons).toContain('2 of 2 peers had trouble about the same time: target, kroger');
    // Trouble that began hours before is no company.
    const earlier = { ...other('aws'), onset: { ...onset, at: onset.at - 7_200_000 } };
    expect(first(symptoms, webAndApp, { others: [earlier] }).id).toBe('service');
  });

  it('lets the place speak', () => {
    const symptoms = { site_down: 0.5, error_message: 0.3, slow_or_loading: 0.3 };
    const share = (scope: Incident['scope']) =>
      ranked(symptoms, { web: 0.5 }, { is: { scope } }).find(({ id }) => id === 'delivery-network')!;
    expect(share('regional').share).toBeGreaterThan(share('national').share * 1.5);
    expect(share('regional').reasons.join()).toContain('it is regional (80 of 120 reports could be placed)');
  });

  it('weighs a deploy that names the component, soon before the onset', () => {
    const symptoms = { site_down: 0.4, error_message: 0.3, login: 0.5 };
    const of = (markers: Marker[]) => ranked(symptoms, webAndApp, { markers }).find(({ id }) => id === 'identity');
    const without = of([])?.share ?? 0;
    const found = of([marker('login 4.2', 12)])!;
    expect(found.share).toBeGreaterThan(without * 2);
    expect(found.reasons).toContain('a deploy stands 12 minutes before the onset (login 4.2, by ci)');
    expect(of([marker('login 4.2', 300)])?.share ?? 0).toBe(without);
    expect(of([marker('login 4.2', -60)])?.share ?? 0).toBe(without);
  });

  it('says little of little: shares add up to one at most, and nothing is said of nothing', () => {
    const vague = ranked({ error_message: 0.3 }, {}, { is: { evidence: { ...testIncident().evidence, authors: 2 } } });
    expect(vague[0]!.share).toBeLessThan(0.6);
    expect(vague.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1.001);
    expect(ranked({}, webAndApp)).toEqual([]);
  });
});
