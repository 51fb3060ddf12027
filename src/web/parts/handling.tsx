import type { HandlingAnswer } from '../../http/handling-schemas.ts';
import type { IncidentDetail, SessionAnswer } from '../../http/schemas.ts';
import { address } from '../data/api.ts';
import { mayHandle, mayHold, mayRead } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { link } from '../data/route.ts';
import type { World } from '../live/world.ts';
import { instant, moment } from '../words/time.ts';
import { ActionForm } from './action-form.tsx';
import { SilenceForm } from './hold-forms.tsx';
import { Merging } from './merging.tsx';
import { Waiting } from './notices.tsx';

interface Props {
  incident: IncidentDetail;
  present: number;
  world: World;
}

export const verdictWords = { true: 'a true outage', 'false-alarm': 'a false alarm', unsure: 'unsure' } as const;

/** Who has taken the incident on, and was it one? Names are for people with a key. */
export function Handling({ incident, present, world }: Props) {
  const session = world.session.data;
  const path = `incidents/${encodeURIComponent(incident.id)}`;
  const url = mayRead(session) ? address(`${path}/handling`) : null;
  const { data, error } = useQuery<HandlingAnswer>(url, { topics: ['incidents'], brand: incident.brand });
  if (!url) return null;
  if (!data) return <Waiting what="Handling" error={error} />;
  const isOpen = incident.state !== 'closed';
  return (
    <section class="halves" id="handling" tabIndex={-1} aria-label="Handling">
      <div class="sheet stack tight">
        <h2>Who is on it</h2>
        {data.held.map(({ kind, id, owner, reason, until }) => (
          <p key={`${kind}-${id}`} class="notice">
            Messages are held back until {moment(instant(until), present)} by {kind} (<bdi>{owner}</bdi>:{' '}
            <bdi>{reason}</bdi>). <a href={link('holds')}>Quiet times</a>
          </p>
        ))}
        <Acknowledged handling={data} present={present} isOpen={isOpen} />
        {isOpen && mayHandle(session) && (
          <ActionForm path={`${path}/acknowledgments`} brand={incident.brand} action="I am on it" done="Noted.">
            <NameField session={session} />
            <label>
              Note
              <input name="note" maxLength={1000} autocomplete="off" />
            </label>
          </ActionForm>
        )}
      </div>
      <div class="sheet stack tight">
        <h2>Was it an outage?</h2>
        <Judged handling={data} present={present} />
        {mayHandle(session) && (
          <ActionForm path={`${path}/verdicts`} brand={incident.brand} action="Give verdict" done="Noted.">
            <label>
              Verdict
              <select name="verdict">
                <option value="true">True outage</option>
                <option value="false-alarm">False alarm</option>
                <option value="unsure">Unsure</option>
              </select>
            </label>
            <NameField session={session} />
            <label>
              Reason
              <input name="reason" required maxLength={1000} autocomplete="off" />
            </label>
          </ActionForm>
        )}
      </div>
      {isOpen && mayHold(session) && (
        <div class="sheet stack tight">
          <h2>Hold messages back</h2>
          <p class="muted">Evidence goes on; what still burns at the end is told once.</p>
          <SilenceForm world={world} brand={incident.brand} />
        </div>
      )}
      <Merging changes={data.changes} {...{ incident, present, session }} />
    </section>
  );
}

export function NameField({ session }: { session: SessionAnswer | null }) {
  return (
    <label>
      Your name
      <input name="name" required maxLength={100} defaultValue={session?.name ?? ''} autocomplete="name" />
    </label>
  );
}

function Acknowledged({ handling, present, isOpen }: { handling: HandlingAnswer; present: number; isOpen: boolean }) {
  const { acknowledgments } = handling;
  if (acknowledgments.length === 0)
    return <p class="muted">{isOpen ? 'Nobody has taken it on yet.' : 'Nobody took it on.'}</p>;
  return (
    <ol class="log">
      {acknowledgments.map(({ at, name, note, standing }) => (
        <li key={at}>
          <time dateTime={at}>{moment(instant(at), present)}</time>
          <div>
            <bdi>{name}</bdi>
            {!standing && <span class="muted small"> until it ended</span>}
            {note && (
              <p class="small">
                <bdi>{note}</bdi>
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Judged({ handling, present }: { handling: HandlingAnswer; present: number }) {
  if (handling.judgments.length === 0) return <p class="muted">Nobody has judged it yet.</p>;
  return (
    <ol class="log">
      {handling.judgments.map(({ at, name, verdict, reason }, i) => (
        <li key={at}>
          <time dateTime={at}>{moment(instant(at), present)}</time>
          <div>
            <bdi>{name}</bdi>: {verdictWords[verdict]}
            {i > 0 && <span class="muted small"> (earlier)</span>}
            <p class="small">
              <bdi>{reason}</bdi>
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
