import type { IncidentAnswer } from '../../http/schemas.ts';
import { count } from '../words/number.ts';
import { duration, instant, moment, recurrence } from '../words/time.ts';

/** The figures behind the sentence, each with its own name. */
export function IncidentFacts({ incident, present }: { incident: IncidentAnswer; present: number }) {
  const { evidence, onset } = incident;
  const began = instant(onset.at);
  const spanMinutes = Math.round((instant(onset.high) - instant(onset.low)) / 120_000);
  const end = incident.closedAt ? instant(incident.closedAt) : present;
  return (
    <dl class="facts">
      <Fact name="Began">
        {moment(began, present)}{' '}
        <small>
          {spanMinutes > 0 && `± ${spanMinutes} min, `}
          {incident.closedAt ? `lasted ${duration(end - began)}` : `${duration(end - began)} ago`}
        </small>
      </Fact>
      <Fact name="Noticed">
        {moment(instant(incident.detectedAt), present)}{' '}
        <small>{duration(instant(incident.detectedAt) - began)} after</small>
      </Fact>
      <Fact name="People reporting">
        {count(evidence.authors)} <small>against {count(evidence.expected)} expected</small>
      </Fact>
      <Fact name="By chance">
        {evidence.recurrenceIntervalMinutes === null
          ? 'practically never'
          : recurrence(evidence.recurrenceIntervalMinutes)}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
