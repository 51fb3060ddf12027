import { isSmallCell, withheldCells } from './small-cell.ts';

export interface ShownArea {
  area: string;
  /** Null: withheld. */
  observed: number | null;
}

/**
 * Areas as they may be shown beside the sum over all states. States are withheld as cells of one group, to which all states of the
 * country belong: one without reports may have to be withheld with another, and is added. A small metro, or one of a withheld state,
 * isn't named at all, since those that aren't named share what their state has beside the others.
 */
export function shownAreas(
  rows: readonly { area: string; observed: number }[],
  country: readonly string[],
  smallest: number,
): ShownArea[] {
  const people = new Map(rows.map(({ area, observed }) => [area, observed]));
  const states = [...new Set([...country, ...rows.map(({ area }) => area).filter((area) => !area.includes(':'))])];
  const hidden = withheldCells(
    states.map((state) => people.get(state) ?? 0),
    smallest,
  );
  const withheld = new Set(states.filter((_, i) => hidden[i]));
  const named = rows.filter(({ area, observed }) => {
    const state = area.split(':')[0]!;
    return !withheld.has(state) && (area === state || !isSmallCell(observed, smallest));
  });
  // Their order by reports would tell what is withheld.
  return [...named.map(({ area, observed }) => ({ area, observed })), ...[...withheld].sort().map(withheldArea)];
}

function withheldArea(area: string): ShownArea {
  return { area, observed: null };
}

/**
 * Areas of an incident as they may be shown beside the sum over its region: those with people enough, and the smallest of these not
 * where one small area of the region would be left over by subtraction.
 */
export function shownRegionAreas<Area extends { id: string; observed: number }>(
  areas: readonly Area[],
  region: { areaIds: readonly string[]; observed: number } | null | undefined,
  smallest: number,
): Area[] {
  const shown = areas.filter(({ observed }) => observed >= smallest);
  const inside = shown.filter(({ id }) => region?.areaIds.includes(id));
  if (!region || inside.length === 0 || region.areaIds.length - inside.length !== 1) return shown;
  const left = region.observed - inside.reduce((sum, { observed }) => sum + observed, 0);
  if (!isSmallCell(left, smallest)) return shown;
  const least = inside.reduce((a, b) => (b.observed < a.observed ? b : a));
  return shown.filter((area) => area !== least);
}
