import type { ComponentChildren } from 'preact';
import type { IncidentAnswer } from '../../http/schemas.ts';
import type { OfficialWord } from '../data/official-word.ts';
import { count } from '../words/number.ts';
import { duration, instant, moment, recurrence } from '../words/time.ts';

interface Props {
  incident: IncidentAnswer;
  present: number;
  word?: OfficialWord;
}

/** The figures behind the sentence, each with its own name. */
export function IncidentFacts({ incident, present, word }: Props) {
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
      {word?.isKnown && <Official word={word} began={began} end={end} />}
    </dl>
  );
}

/** How long customers have gone, or went, without a word. */
function Official({ word, began, end }: { word: OfficialWord; began: number; end: number }) {
  if (!word.first) return <Fact name="The brand’s own word">none seen for {duration(end - began)}</Fact>;
  const at = instant(word.first.at);
  return (
    <Fact name="The brand’s own word">
      {moment(at, end)} <small>{at >= began ? `${duration(at - began)} after` : 'before the onset'}</small>
    </Fact>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
