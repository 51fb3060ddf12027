import type { TransitionAnswer } from '../../http/schemas.ts';
import { link } from '../data/route.ts';
import { count, reports } from '../words/number.ts';
import { State } from '../words/state.tsx';
import { instant, moment } from '../words/time.ts';
import { changeWords } from './merging.tsx';

/** Every step of an incident, the latest first, with what was known then. */
export function TransitionLog({ transitions, present }: { transitions: TransitionAnswer[]; present: number }) {
  const latestFirst = [...transitions].sort((a, b) => b.revision - a.revision);
  return (
    <ol class="log" reversed>
      {latestFirst.map((step) => (
        <li key={step.revision}>
          <time dateTime={step.at}>{moment(instant(step.at), present)}</time>
          <div>
            <State state={step.to} />
            {step.change ? (
              <span class="small">
                {' '}
                {changeWords[step.change.kind]} <a href={link('incidents', step.change.other)}>{step.change.other}</a>
              </span>
            ) : (
              step.from === step.to && <span class="muted small"> updated</span>
            )}
            <p class="small muted numbers">
              {reports(step.observed)} against {count(step.expected)} expected
            </p>
            {step.reasons[0] && (
              <p class="small">
                <bdi>{step.reasons[0]}</bdi>
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
