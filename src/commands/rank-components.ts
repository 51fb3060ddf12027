import { type ComponentHypothesis, rankComponents } from '../core/incident/rank-components.ts';
import type { BrandPack } from '../core/words/brand.ts';
import type { Incident } from '../core/words/incident.ts';
import type { Queryable } from '../ports/database.ts';
import { readMarkers } from '../store/markers.ts';
import { readIncidents } from '../store/read/incidents.ts';

const aroundMs = 45 * 60_000;
const markersMs = 2 * 3_600_000;

/** What of a brand may have failed, likeliest first, judged from what is known when somebody asks. */
export async function componentsOf(
  database: Queryable,
  incident: Incident,
  packs: ReadonlyMap<string, BrandPack>,
): Promise<ComponentHypothesis[]> {
  const { brand, onset } = incident;
  const pack = packs.get(brand);
  const others = await readIncidents(database, { from: onset.at - aroundMs, to: onset.at + aroundMs, limit: 500 });
  const markers = await readMarkers(database, { brand, from: onset.at - markersMs, to: onset.high + 1, limit: 20 });
  // The invented brand of the demonstration is nobody's control.
  const isShow = (id: string) => packs.get(id)?.demonstration ?? false;
  return rankComponents({
    ...{ incident, pack, markers },
    others: others.filter((one) => isShow(one.brand) === isShow(brand)),
    watched: new Set(packs.keys()),
  });
}
