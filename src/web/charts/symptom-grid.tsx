import type { SymptomGridAnswer } from '../../http/schemas.ts';
import { count, people } from '../words/number.ts';
import { nameOf, surfaceNames } from '../words/symptom.ts';

/** More would be a list to search, not a picture. */
const mostRows = 8;
const columnOrder = Object.keys(surfaceNames);

/** Which symptom fails where. It is a table by itself: each cell has its figure, and its words for who can't see the color. */
export function SymptomGrid({ grid }: { grid: SymptomGridAnswer }) {
  const rows = grid.symptoms.slice(0, mostRows);
  const columns = [...grid.surfaces].sort((a, b) => columnOrder.indexOf(a.key) - columnOrder.indexOf(b.key));
  const cells = new Map(grid.items.map((cell) => [`${cell.symptom} ${cell.surface}`, cell.observed]));
  const top = Math.max(1, ...grid.items.map(({ observed }) => observed ?? 0));
  if (rows.length === 0) return <p class="muted">Nothing reported in this range.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="scrolls" tabIndex={0} aria-label="Symptoms by surface">
      <table class="symptom-grid">
        <caption class="hidden-text">People who report each symptom on each surface</caption>
        <thead>
          <tr>
            <td />
            {columns.map(({ key }) => (
              <th key={key} scope="col" class="number">
                {nameOf(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key: symptom }) => (
            <tr key={symptom}>
              <th scope="row">{nameOf(symptom)}</th>
              {columns.map(({ key: surface }) => (
                <Cell key={surface} observed={cells.get(`${symptom} ${surface}`)} top={top} k={grid.k} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {grid.symptoms.length > mostRows && (
        <p class="muted small">and {grid.symptoms.length - mostRows} rarer symptoms</p>
      )}
    </section>
  );
}

/** Null: too few to be shown; undefined: nobody. */
function Cell({ observed, top, k }: { observed: number | null | undefined; top: number; k: number }) {
  if (observed === undefined)
    return (
      <td class="number">
        <span aria-hidden="true" class="muted">
          ·
        </span>
        <span class="hidden-text">nobody</span>
      </td>
    );
  if (observed === null)
    return (
      <td class="number muted">
        <span aria-hidden="true">&lt; {k}</span>
        <span class="hidden-text">fewer than {k} people</span>
      </td>
    );
  return (
    <td class={`number shade-${Math.max(1, Math.ceil((observed / top) * 4))}`}>
      <span aria-hidden="true">{count(observed)}</span>
      <span class="hidden-text">{people(observed)}</span>
    </td>
  );
}
