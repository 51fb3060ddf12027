import { lately } from '../data/clock.ts';
import { nameOf } from '../words/symptom.ts';
import { instant, moment } from '../words/time.ts';

/** Instants within them are told on the reader's own clock, symptoms by their names. */
function told(reason: string): string {
  return reason
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (iso) => moment(instant(iso), lately.value))
    .replace(/\b(?:own:)?[a-z]+(?:_[a-z]+)+\b/g, (id) => nameOf(id).toLowerCase());
}

/** Reasons as the detector stored them. */
export function Reasons({ reasons, empty }: { reasons: string[]; empty: string }) {
  if (reasons.length === 0) return <p class="muted">{empty}</p>;
  return (
    <ul class="reasons">
      {reasons.map((reason) => (
        <li key={reason}>
          <bdi>{told(reason)}</bdi>
        </li>
      ))}
    </ul>
  );
}
