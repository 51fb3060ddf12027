import type { HandlingAnswer } from '../../http/handling-schemas.ts';
import type { IncidentAnswer, IncidentDetail, List, SessionAnswer } from '../../http/schemas.ts';
import { address } from '../data/api.ts';
import { mayHold } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { link } from '../data/route.ts';
import { nameOf } from '../words/symptom.ts';
import { instant, moment } from '../words/time.ts';
import { ActionForm } from './action-form.tsx';
import { NameField } from './handling.tsx';
import { Waiting } from './notices.tsx';

interface Props {
  incident: IncidentDetail;
  changes: HandlingAnswer['changes'];
  present: number;
  session: SessionAnswer | null;
}

export const changeWords: Record<HandlingAnswer['changes'][number]['kind'], string> = {
  'merged-into': 'became part of',
  'took-in': 'took in',
  'came-out-of': 'came out of',
  'gave-off': 'gave off',
  joined: 'joined',
  left: 'left',
};

/** One incident or two? A person's say, which can be taken back. */
export function Merging({ incident, changes, present, session }: Props) {
  const isAllowed = mayHold(session) && !incident.mergedInto;
  const url = isAllowed ? address('incidents', { brand: incident.brand, limit: 20 }) : null;
  const { data, error } = useQuery<List<IncidentAnswer>>(url, { topics: ['incidents'], brand: incident.brand });
  if (!isAllowed && changes.length === 0) return null;
  const others = (data?.items ?? []).filter(({ id }) => id !== incident.id);
  const parts = incident.state === 'closed' || incident.follows ? [] : partsOf(incident);
  const last = changes.filter(({ kind }) => kind === 'took-in' || kind === 'gave-off')[0];
  const takenIn = last?.kind === 'took-in' ? [[`incident|${last.other}`, last.other]] : [];
  const path = `incidents/${encodeURIComponent(incident.id)}`;
  const choices = others.length + takenIn.length + parts.length;
  if (changes.length + choices === 0 && !error) return null;
  return (
    <section class="sheet stack tight" aria-labelledby="merging">
      <h2 id="merging">One incident or two?</h2>
      <ol class="log">
        {changes.map(({ at, kind, other, by, reason }) => (
          <li key={at + kind}>
            <time dateTime={at}>{moment(instant(at), present)}</time>
            <div>
              {changeWords[kind]} <a href={link('incidents', other)}>{other}</a> (<bdi>{by}</bdi>: <bdi>{reason}</bdi>)
            </div>
          </li>
        ))}
      </ol>
      {isAllowed && !data && error && <Waiting what="Its other incidents" error={error} />}
      {isAllowed && others.length > 0 && (
        <Choice path={`${path}/merge`} action="Merge with" done="Merged." {...{ incident, session }}>
          {others.map(({ id, onset, state }) => [
            `with|${id}`,
            `${moment(instant(onset.at), present)}, ${state}: ${id}`,
          ])}
        </Choice>
      )}
      {isAllowed && takenIn.length > 0 && (
        <Choice path={`${path}/split`} action="Take out again" done="Taken out." {...{ incident, session }}>
          {takenIn}
        </Choice>
      )}
      {isAllowed && parts.length > 0 && (
        <Choice path={`${path}/split`} action="Split off" done="Split." {...{ incident, session }}>
          {parts}
        </Choice>
      )}
    </section>
  );
}

interface ChoiceProps {
  path: string;
  action: string;
  done: string;
  incident: IncidentDetail;
  session: SessionAnswer | null;
  /** `field|value` of the body, and words. */
  children: string[][];
}

function Choice({ path, action, done, incident, session, children }: ChoiceProps) {
  const body = (fields: FormData) => {
    const { what, ...rest } = Object.fromEntries(fields);
    const [field = '', value] = String(what).split('|');
    return { ...rest, [field]: value };
  };
  return (
    <ActionForm {...{ path, action, done, body }} brand={incident.brand}>
      <label>
        {action}
        <select name="what">
          {children.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <NameField session={session} />
      <label>
        Reason
        <input name="reason" required maxLength={1000} autocomplete="off" />
      </label>
    </ActionForm>
  );
}

function partsOf({ symptoms, areas, scope }: IncidentDetail): string[][] {
  return [
    ...symptoms.map(({ id }) => [`symptom|${id}`, nameOf(id)]),
    ...(scope === 'regional'
      ? areas.filter(({ id }) => id.length === 5).map(({ id, name }) => [`area|${id}`, name])
      : []),
  ];
}
