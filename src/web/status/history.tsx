import type { IncidentAnswer } from '../../http/schemas.ts';
import { day, duration, instant, moment } from '../words/time.ts';

/** Incidents that are over. */
export function History({ incidents, present }: { incidents: IncidentAnswer[]; present: number }) {
  return (
    <section class="stack tight" aria-labelledby="history">
      <h2 id="history">Earlier</h2>
      {incidents.length === 0 && <p class="muted">No incident is on record.</p>}
      <ol class="log">
        {incidents.map((incident) => {
          const began = instant(incident.onset.at);
          return (
            <li key={incident.id}>
              <time dateTime={incident.onset.at}>{day(began)}</time>
              <div>
                <p>
                  <bdi>{incident.sentence}</bdi>
                </p>
                <p class="small muted">
                  From {moment(began, present)}, lasted{' '}
                  {duration(instant(incident.closedAt ?? incident.updatedAt) - began)}
                </p>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
