import type { AreaRow } from '../../http/schemas.ts';
import { count } from '../words/number.ts';

const most = 5;

/** Metros with the largest surplus: a map of states cannot tell a city from its state. */
export function TopAreas({ areas }: { areas: AreaRow[] }) {
  const surplus = (row: AreaRow) => (row.observed ?? 0) - (row.expected ?? 0);
  const metros = areas
    .filter((row) => row.level === 'metro' && !row.suppressed && surplus(row) > 0)
    .sort((a, b) => surplus(b) - surplus(a))
    .slice(0, most);
  if (metros.length === 0) return null;
  return (
    <div class="top-areas">
      <h3>Metros with the most beyond normal</h3>
      <table>
        <tbody>
          {metros.map((row) => (
            <tr key={row.id}>
              <td>
                {row.name}, {row.id.slice(3, 5)}
              </td>
              <td class="number">
                {count(row.observed ?? 0)}
                {row.expected !== null && <span class="muted"> against {count(row.expected)} expected</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
