import type { BrandSummary, List, SessionAnswer, SourceAnswer } from '../../http/schemas.ts';
import type { Query } from '../data/query.ts';
import { instant } from '../words/time.ts';

/** What every view needs to know. */
export interface World {
  brands: Query<List<BrandSummary>>;
  sources: Query<List<SourceAnswer>>;
  session: Query<SessionAnswer>;
}

export function brandsOf(world: World): BrandSummary[] {
  return world.brands.data?.items ?? [];
}

/** As people call it; a brand that is watched no more keeps its id. */
export function brandNameIn(world: World): (id: string) => string {
  const names = new Map(brandsOf(world).map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

/** Id under which the scripted archive is read; it says nothing about how well the real brands are seen. */
export const demonstrationSource = 'demonstration';

/** A limited source is still read, only less of it. */
export function isRead({ state }: SourceAnswer): boolean {
  return state === 'ok' || state === 'limited';
}

/** Sources of the real brands that are in use. */
export function sourcesInUse(world: World): SourceAnswer[] {
  return (world.sources.data?.items ?? []).filter(({ id, state }) => state !== 'off' && id !== demonstrationSource);
}

/** The brand's own present: the demonstration replays its day on a clock of its own. */
export function presentOf(brand: { demo: boolean; asOf: string } | undefined, now: number): number {
  return brand?.demo ? instant(brand.asOf) : now;
}

/** As of which instant the live brands are judged; the demonstration has its own. */
export function judgedUntil(world: World): { at: number; stale: boolean } | null {
  const live = brandsOf(world).filter((brand) => !brand.demo);
  const oldest = live.map((brand) => ({ at: instant(brand.asOf), stale: brand.stale })).sort((a, b) => a.at - b.at)[0];
  return oldest ?? (world.brands.data ? { at: instant(world.brands.data.asOf), stale: world.brands.data.stale } : null);
}
