import type { BrandSummary } from '../../http/schemas.ts';
import { link } from '../data/route.ts';
import { brandsOf, type World } from '../live/world.ts';
import { State } from '../words/state.tsx';

/** Peers are the control group, providers the suspects: how are they at the same moment? */
export function Beside({ brand, world }: { brand: BrandSummary | undefined; world: World }) {
  const known = new Map(brandsOf(world).map((one) => [one.id, one]));
  const pick = (ids: string[]) => ids.flatMap((id) => known.get(id) ?? []);
  const groups = [
    { title: 'Peers', brands: pick(brand?.peers ?? []) },
    { title: 'Providers it depends on', brands: pick(brand?.dependencies ?? []) },
  ].filter((group) => group.brands.length > 0);
  if (groups.length === 0) return null;
  return (
    <section class="sheet stack tight" aria-labelledby="beside">
      <h2 id="beside">Beside it</h2>
      {groups.map((group) => (
        <div key={group.title}>
          <h3 class="muted small">{group.title}</h3>
          <table>
            <tbody>
              {group.brands.map((one) => (
                <tr key={one.id}>
                  <td>
                    <a href={link('brands', one.id)}>{one.name}</a>
                  </td>
                  <td>
                    <State state={one.state} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </section>
  );
}
