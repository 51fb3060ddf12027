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
 * Areas of an incident as they may be shown beside the sum over its region, whose ids name parts that share nothing (a state's own: what
 * its metros don't hold). Those with people enough are, but where a small rest would be left over by subtraction, of a state beside its
 * metros or the region, or of the region beside all that is shown of it, the smallest of them isn't.
 */
export function shownRegionAreas<Area extends { id: string; observed: number }>(
  areas: readonly Area[],
  region: { areaIds: readonly string[]; observed: number } | null | undefined,
  smallest: number,
): Area[] {
  const large = areas.filter(({ observed }) => observed >= smallest);
  const hidden = new Set(large.flatMap((state) => tellingMetro(state, large, smallest) ?? []));
  const shown = large.filter((area) => !hidden.has(area));
  if (!region) return shown;
  const inside = shown.filter(({ id }) => region.areaIds.includes(id));
  const whole = inside.filter((area) => !inside.some(({ id }) => id !== area.id && id === stateOf(area.id)));
  const left = region.areaIds.filter((id) => !whole.some((area) => area.id === id || area.id === stateOf(id)));
  // Where states hold the whole region, what they have beside it follows.
  const states = whole.filter(({ id }) => id === stateOf(id));
  if (states.length > 0 && left.length === 0 && isSmallCell(sumOf(whole) - region.observed, smallest)) {
    const least = leastOf(states);
    return shownRegionAreas(
      areas.filter((area) => area !== least),
      region,
      smallest,
    );
  }
  if (whole.length === 0 || left.length !== 1) return shown;
  if (!isSmallCell(region.observed - sumOf(whole), smallest)) return shown;
  const least = leastOf(whole);
  return shown.filter(({ id }) => id !== least.id && stateOf(id) !== least.id);
}

/** The metro that isn't shown where a state has only a small rest beside its metros. */
function tellingMetro<Area extends { id: string; observed: number }>(
  state: Area,
  areas: readonly Area[],
  smallest: number,
): Area | null {
  const metros = areas.filter(({ id }) => id !== state.id && stateOf(id) === state.id);
  return metros.length > 0 && isSmallCell(state.observed - sumOf(metros), smallest) ? leastOf(metros) : null;
}

function stateOf(id: string): string {
  return id.split(':')[0]!;
}

function sumOf(areas: readonly { observed: number }[]): number {
  return areas.reduce((sum, { observed }) => sum + observed, 0);
}

function leastOf<Area extends { observed: number }>(areas: readonly Area[]): Area {
  return areas.reduce((a, b) => (b.observed < a.observed ? b : a));
}
