import type { IncidentAnswer } from '../../http/schemas.ts';
import { link } from '../data/route.ts';
import { State } from '../words/state.tsx';
import { duration, instant, moment } from '../words/time.ts';

/** What a brand went through, the latest first. */
export function IncidentLog({ incidents, present }: { incidents: IncidentAnswer[]; present: number }) {
  if (incidents.length === 0) return <p class="muted">None so far.</p>;
  return (
    <ol class="log">
      {incidents.map((incident) => {
        const began = instant(incident.onset.at);
        const end = incident.closedAt ? instant(incident.closedAt) : present;
        return (
          <li key={incident.id}>
            <time dateTime={incident.onset.at}>{moment(began, present)}</time>
            <div>
              <State state={incident.state} /> <span class="muted small">{duration(end - began)}</span>
              <p>
                <a href={link('incidents', incident.id)}>
                  <bdi>{incident.sentence}</bdi>
                </a>
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
