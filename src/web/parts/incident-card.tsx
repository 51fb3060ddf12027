import type { BrandSummary, IncidentAnswer } from '../../http/schemas.ts';
import { lately } from '../data/clock.ts';
import { link } from '../data/route.ts';
import { presentOf } from '../live/world.ts';
import { State } from '../words/state.tsx';
import { IncidentFacts } from './incident-facts.tsx';

/** An open incident on the overview: the sentence, then how sure. */
export function IncidentCard({ incident, brand }: { incident: IncidentAnswer; brand: BrandSummary | undefined }) {
  return (
    <article class={`sheet stack tight incident-card is-${incident.state}`}>
      <div class="row">
        <State state={incident.state} />
        {incident.demo && <span class="tag">Demonstration</span>}
      </div>
      <p class="sentence">
        <a href={link('incidents', incident.id)}>
          <bdi>{incident.sentence}</bdi>
        </a>
      </p>
      <IncidentFacts incident={incident} present={presentOf(brand, lately.value)} zone={brand?.timeZone ?? 'UTC'} />
    </article>
  );
}
