import { useId } from 'preact/hooks';
import type { AreasAnswer, IncidentAnswer, StoreAnswer } from '../../http/schemas.ts';
import atlas from '../map/states.json';
import { count, times } from '../words/number.ts';
import { Figure } from './figure.tsx';
import { Hatch } from './hatch.tsx';
import { MetroDots, RegionOutline, StoreDots } from './map-layers.tsx';
import { stepOf, stepWords } from './map-step.ts';

type Row = AreasAnswer['items'][number];

interface Props {
  areas: AreasAnswer;
  /** Ids of the states that the incident names. */
  chosen?: string[];
  /** Where the incident is, or is worst. */
  region?: IncidentAnswer['region'];
  stores?: StoreAnswer[];
  /** A sentence: which hours are counted, where a figure beside it counts others. */
  hours?: string;
}

/** States and metros by observed over expected, the incident's region, the brand's stores. */
export function UsMap({ areas, chosen = [], region = null, stores = [], hours = '' }: Props) {
  const hatch = useId();
  const rows = new Map(areas.items.filter((row) => row.level === 'state').map((row) => [row.id, row]));
  const shown = [...rows.values()].filter((row) => !row.suppressed && row.observed !== null);
  const { n, of } = areas.located;
  return (
    <Figure
      title="Where"
      note={`${count(n)} of ${count(of)} reports could be located. A place with fewer than ${areas.k} is withheld. ${hours}`}
      table={() => ({
        head: ['Place', 'Reports', 'Expected', 'Ratio'],
        rows: [...areas.items]
          .sort(byRelative)
          .map((row) => [nameOf(row), figure(row, 'observed'), figure(row, 'expected'), ratio(row)]),
      })}
    >
      <svg class="chart map" viewBox={`0 0 ${atlas.width} ${atlas.height}`} role="img" aria-label={summary(shown)}>
        <Hatch id={hatch} />
        {atlas.states.map((state) => {
          const row = rows.get(state.id);
          return (
            <path
              key={state.id}
              d={state.d}
              class={`${stepOf(row)} ${chosen.includes(state.id) ? 'chosen' : ''}`}
              data-state={state.id}
            >
              <title>{row ? `${state.name}: ${sentence(row)}` : `${state.name}: no reports located`}</title>
            </path>
          );
        })}
        {atlas.states
          .filter((state) => rows.get(state.id)?.suppressed)
          .map((state) => (
            <path key={state.id} d={state.d} fill={`url(#${hatch})`} pointer-events="none" data-suppressed={state.id} />
          ))}
        <MetroDots rows={areas.items} />
        <StoreDots stores={stores} />
        {region && <RegionOutline region={region} />}
        {shown.filter(isHigh).map((row) => {
          const state = atlas.states.find((one) => one.id === row.id);
          return state && state.area > 1200 ? (
            <text key={row.id} x={state.x} y={state.y + 5}>
              {times(row.observed ?? 0, row.expected ?? 0)}
            </text>
          ) : null;
        })}
      </svg>
      <MapLegend hatch={hatch} />
    </Figure>
  );
}

function MapLegend({ hatch }: { hatch: string }) {
  return (
    <div class="legend map" aria-hidden="true">
      {stepWords.map((label, i) => (
        <span key={label}>
          <svg viewBox="0 0 20 10" aria-hidden="true">
            <rect width="20" height="10" class={`step-${i + 1}`} />
          </svg>
          {label}
        </span>
      ))}
      <span>
        <svg viewBox="0 0 20 10" aria-hidden="true" class="map">
          <circle cx="10" cy="5" r="4.5" class="step-3" />
        </svg>
        metro, larger with more reports
      </span>
      <span>
        <svg viewBox="0 0 20 10" aria-hidden="true">
          <rect width="20" height="10" class="none" />
          <rect width="20" height="10" fill={`url(#${hatch})`} />
        </svg>
        too few to show
      </span>
      <span>
        <svg viewBox="0 0 20 10" aria-hidden="true">
          <rect width="20" height="10" class="unjudged" />
        </svg>
        expectation not known
      </span>
      <span>
        <svg viewBox="0 0 20 10" aria-hidden="true">
          <rect width="20" height="10" class="none" />
        </svg>
        none located
      </span>
    </div>
  );
}

/** A metro's part is told with its state. */
function nameOf({ id, name, level }: Row): string {
  return level === 'metro' ? `${name}, ${id.slice(3, 5)}` : name;
}

function isHigh(row: Row): boolean {
  return (row.relative ?? 0) >= 3;
}

function byRelative(a: Row, b: Row): number {
  return (b.relative ?? -1) - (a.relative ?? -1) || a.name.localeCompare(b.name);
}

function figure(row: Row, key: 'observed' | 'expected'): string {
  if (row.suppressed) return 'withheld';
  const value = row[key];
  return value === null ? 'not known' : count(value);
}

function ratio(row: Row): string {
  return row.suppressed || row.relative === null ? '' : times(row.observed ?? 0, row.expected ?? 0);
}

function sentence(row: Row): string {
  if (row.suppressed) return 'too few reports to show';
  if (row.expected === null) return `${count(row.observed ?? 0)} reports, expectation not known yet`;
  return `${count(row.observed ?? 0)} reports, ${count(row.expected)} expected`;
}

function summary(shown: Row[]): string {
  const high = shown.filter(isHigh).sort(byRelative);
  if (high.length === 0) return 'Map of the United States: no state is far above what is expected';
  const named = high.slice(0, 5).map((row) => `${row.name} ${times(row.observed ?? 0, row.expected ?? 0)}`);
  return `Map of the United States: ${high.length} states are at three times the expected or more, highest ${named.join(', ')}`;
}
