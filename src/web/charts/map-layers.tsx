import type { AreaRow, IncidentAnswer, StoreAnswer } from '../../http/schemas.ts';
import { circleOutline, placed } from '../map/projection.ts';
import { count } from '../words/number.ts';
import { stepOf } from './map-step.ts';

/** Area of a dot per report, square units of the map; the largest dots stop growing. */
const areaPerReport = 5;
const mostRadius = 26;

/** Metros by reports (size) and observed over expected (color). What is withheld is not drawn. */
export function MetroDots({ rows }: { rows: AreaRow[] }) {
  const dots = rows.flatMap((row) => {
    const at = row.level === 'metro' && row.observed && row.center ? placed(row.center) : null;
    return at ? [{ row, at, radius: Math.min(mostRadius, 3 + Math.sqrt(row.observed! * areaPerReport)) }] : [];
  });
  return (
    <g class="metros">
      {dots
        .sort((a, b) => b.radius - a.radius)
        .map(({ row, at, radius }) => (
          <circle key={row.id} cx={at.x} cy={at.y} r={radius} class={stepOf(row)} data-metro={row.id}>
            <title>{`${row.name}: ${count(row.observed!)} reports${row.expected === null ? '' : `, ${count(row.expected)} expected`}`}</title>
          </circle>
        ))}
    </g>
  );
}

/** Outline of the circle in which an incident is, or is worst. States are outlined on the map itself. */
export function RegionOutline({ region }: { region: NonNullable<IncidentAnswer['region']> }) {
  if (!region.center || region.radiusKm === null) return null;
  return (
    <path class="region" d={circleOutline(region.center, region.radiusKm)} data-region={region.name}>
      <title>{`${region.name}: ${count(region.observed)} reports, ${count(region.expected)} expected`}</title>
    </path>
  );
}

export function StoreDots({ stores }: { stores: StoreAnswer[] }) {
  return (
    <g class="stores">
      {stores.map((store) => {
        const at = placed(store);
        return at ? (
          <rect key={store.id} x={at.x - 2} y={at.y - 2} width="4" height="4" data-store={store.id}>
            <title>{`${store.name} (${store.id})`}</title>
          </rect>
        ) : null;
      })}
    </g>
  );
}
