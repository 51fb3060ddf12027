import type { ComponentChildren } from 'preact';
import type { IncidentAnswer, OfficialWordAnswer } from '../../http/schemas.ts';
import { count } from '../words/number.ts';
import { duration, instant, moment, recurrence, zoneBeside } from '../words/time.ts';

interface Props {
  incident: IncidentAnswer;
  present: number;
  word?: OfficialWordAnswer;
  /** The zone in which the incident's sentence tells its time. */
  zone: string;
}

/** The figures behind the sentence, each with its own name. */
export function IncidentFacts({ incident, present, word, zone }: Props) {
  const { evidence, onset } = incident;
  const began = instant(onset.at);
  const spanMinutes = Math.round((instant(onset.high) - instant(onset.low)) / 120_000);
  const end = incident.closedAt ? instant(incident.closedAt) : present;
  const at = (time: number) => `${moment(time, present)}${zoneBeside(time, zone)}`;
  return (
    <dl class="facts">
      <Fact name="Began">
        {at(began)}{' '}
        <small>
          {spanMinutes > 0 && `± ${spanMinutes} min, `}
          {incident.closedAt ? `lasted ${duration(end - began)}` : `${duration(end - began)} ago`}
        </small>
      </Fact>
      <Fact name="Noticed">
        {at(instant(incident.detectedAt))} <small>{duration(instant(incident.detectedAt) - began)} after</small>
      </Fact>
      <Fact name="People reporting">
        {count(evidence.authors)} <small>against {count(evidence.expected)} expected</small>
      </Fact>
      <Fact name="By chance">
        {evidence.recurrenceIntervalMinutes === null
          ? 'practically never'
          : recurrence(evidence.recurrenceIntervalMinutes)}
      </Fact>
      {word && <Official word={word} began={began} end={end} at={at} />}
      {word?.allClearAt && (
        <Fact name="Its all-clear">
          {at(instant(word.allClearAt))} <small>{after(word.allClearAt, began)}</small>
        </Fact>
      )}
    </dl>
  );
}

interface OfficialProps {
  word: OfficialWordAnswer;
  began: number;
  end: number;
  at: (time: number) => string;
}

/** How long customers have gone, or went, without a word: the silence clock. */
function Official({ word, began, end, at }: OfficialProps) {
  if (!word.firstWordAt) return <Fact name="The brand’s own word">none seen for {duration(end - began)}</Fact>;
  return (
    <Fact name="The brand’s own word">
      {at(instant(word.firstWordAt))} <small>{after(word.firstWordAt, began)}</small>
    </Fact>
  );
}

function after(at: string, began: number): string {
  return instant(at) >= began ? `${duration(instant(at) - began)} after` : 'before the onset';
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
