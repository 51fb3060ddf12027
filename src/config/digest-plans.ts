import type { DigestPlan } from '../core/incident/digest-times.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { DigestContext } from '../pipeline/digest.ts';
import { audienceOf, type ConfiguredChannel, channelWishes, pageLink } from './channel-wishes.ts';
import type { Config } from './schema.ts';

/** When each channel is sent its digest: by its own plan, else by the general time; those without either are left out. */
export function digestPlans(config: Config, packs: readonly BrandPack[]): Map<string, DigestPlan> {
  const plans = new Map<string, DigestPlan>();
  for (const wish of channelWishes(config)) {
    const { digest = null } = wish;
    const usual = config.digestAt === '' ? null : { at: config.digestAt, weekdays: [] };
    const plan = digest === false ? null : (digest ?? usual);
    if (!plan) continue;
    const { at, weekdays } = plan;
    const own = digest ? digest.zone : undefined;
    plans.set(wish.id, { at, weekdays, zone: own ?? (config.digestZone || zoneOf(wish, packs)) });
  }
  return plans;
}

/** When each channel is sent a digest, and what it is written from. */
export function digestContext(
  config: Config,
  packs: readonly BrandPack[],
  outside: Pick<DigestContext, 'database' | 'clock'>,
): DigestContext {
  return {
    ...outside,
    ...{ audience: audienceOf(config), link: pageLink(config) },
    packs: new Map(packs.map((pack) => [pack.id, pack])),
    plans: digestPlans(config, packs),
  };
}

/** The zone that the channel's brands share. */
function zoneOf({ brands }: ConfiguredChannel, packs: readonly BrandPack[]): string {
  const told = packs.filter(({ id, demonstration }) => !demonstration && (brands?.includes(id) ?? true));
  const zones = new Set(told.map(({ timeZone }) => timeZone));
  return zones.size === 1 ? [...zones][0]! : 'UTC';
}
