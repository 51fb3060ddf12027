import { describe, expect, it } from 'vitest';
import type { ConfiguredChannel } from '../../src/config/channel-wishes.ts';
import { digestPlans } from '../../src/config/digest-plans.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import { brandPack } from '../support/fake-service.ts';

const packs = [
  brandPack({ id: 'walmart', timeZone: 'America/Chicago' }),
  brandPack({ id: 'verizon', timeZone: 'America/New_York' }),
  brandPack({ id: 'brightcart', timeZone: 'Asia/Tokyo', demonstration: true }),
];
const channel = (id: string, changes: Partial<ConfiguredChannel>): ConfiguredChannel => ({
  ...{ id, kind: 'slack', settings: {}, from: 'watching', brands: null },
  ...changes,
});
const plans = (channels: ConfiguredChannel[], changes: Partial<Config> = {}) =>
  Object.fromEntries(digestPlans({ ...loadConfig({}), ...changes, channels: channels as Config['channels'] }, packs));

describe('digestPlans', () => {
  it('are none unless somebody wants one', () => {
    expect(plans([channel('desk', {})])).toEqual({});
  });

  it('take the general time for every channel but those with a plan of their own, or none', () => {
    const own = { at: '17:30', zone: 'Europe/Berlin', weekdays: [1, 5] };
    const all = [channel('desk', {}), channel('own', { digest: own }), channel('none', { digest: false })];
    expect(plans(all, { digestAt: '08:00' })).toEqual({
      desk: { at: '08:00', zone: 'UTC', weekdays: [] },
      own,
    });
  });

  it('are told by the clock of the brands, where they share one, or of the general zone', () => {
    const own = { at: '08:00', weekdays: [] };
    const walmart = channel('desk', { brands: ['walmart'], digest: own });
    expect(plans([walmart]).desk!.zone).toBe('America/Chicago');
    expect(plans([walmart], { digestZone: 'America/Denver' }).desk!.zone).toBe('America/Denver');
    expect(plans([channel('all', { digest: own })]).all!.zone).toBe('UTC');
  });

  it('refuse what is no time or no zone', () => {
    const load = (env: Record<string, string>) => () => loadConfig(env);
    expect(load({ OUTCRY_DIGEST_AT: '8 o’clock' })).toThrow(/OUTCRY_DIGEST_AT.*08:00/s);
    expect(load({ OUTCRY_DIGEST_ZONE: 'America/Nowhere' })).toThrow(/OUTCRY_DIGEST_ZONE.*IANA/s);
    expect(load({ OUTCRY_DIGEST_AT: '08:00', OUTCRY_DIGEST_ZONE: 'America/Chicago' })).not.toThrow();
  });
});
