import { join } from 'node:path';
import { makeScenario } from '../../scripts/scenario/make.ts';
import { type Happening, plans, type ScenarioPlan } from '../../scripts/scenario/plan.ts';
import { textsFor } from '../../scripts/scenario/texts.ts';
import { loadBrandPacks } from '../../src/adapters/assets/load-brand-packs.ts';
import { loadGazetteer } from '../../src/adapters/assets/load-gazetteer.ts';
import { packageRoot } from '../../src/adapters/assets/package-root.ts';
import { seededRandom } from '../../src/core/stats/random.ts';
import type { BrandPack } from '../../src/core/words/brand.ts';

const day = 1_440;

/** Lines of a plan's archive, with `quietDays` before the day of its first happening and none after the last. */
export function scenarioLines(
  name: string,
  { quietDays, mentionsPerDay }: { quietDays: number; mentionsPerDay: number },
): string[] {
  const plan = plans[name]!;
  const pack = loadBrandPacks(join(packageRoot(), 'data/brands')).find(({ id }) => id === plan.brand)!;
  const first = Math.floor(Math.min(...plan.happenings.map(({ startMinute }) => startMinute)) / day);
  const last = Math.floor(
    Math.max(...plan.happenings.map(({ startMinute, durationMinutes }) => startMinute + durationMinutes)) / day,
  );
  const earlier = (first - quietDays) * day;
  const happenings: Happening[] = plan.happenings.map((one) => ({ ...one, startMinute: one.startMinute - earlier }));
  return archiveLines(
    { ...plan, days: quietDays + last - first + 1, mentionsPerDay, happenings },
    { pack, seed: plan.seed },
  );
}

/** Lines of an archive of days in which nothing happens. */
export function calmLines({
  days,
  mentionsPerDay,
  seed,
}: {
  days: number;
  mentionsPerDay: number;
  seed: number;
}): string[] {
  const plan = plans.calm!;
  const pack = loadBrandPacks(join(packageRoot(), 'data/brands')).find(({ id }) => id === plan.brand)!;
  return archiveLines({ ...plan, days, mentionsPerDay }, { pack, seed });
}

function archiveLines(plan: ScenarioPlan, { pack, seed }: { pack: BrandPack; seed: number }): string[] {
  const posts = makeScenario(plan, {
    texts: textsFor(pack),
    gazetteer: loadGazetteer(),
    supportAccount: pack.supportAccounts[0]!,
    brandName: pack.name,
    random: seededRandom(seed),
  });
  return posts.map((post) => JSON.stringify(post));
}
