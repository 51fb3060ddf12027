import type { IncidentDetail, SessionAnswer } from '../../http/schemas.ts';
import type { CommsAnswer, StatementAnswer } from '../../http/statement-shapes.ts';
import { address } from '../data/api.ts';
import { mayApprove, mayHandle, mayRead } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { link } from '../data/route.ts';
import { duration, instant, moment } from '../words/time.ts';
import { ActionForm } from './action-form.tsx';
import { NameField } from './handling.tsx';
import { Waiting } from './notices.tsx';
import { Reasons } from './reasons.tsx';

interface Props {
  incident: IncidentDetail;
  present: number;
  session: SessionAnswer | null;
}

/** What may be said, what was said, and what followed it. */
export function Comms({ incident, present, session }: Props) {
  const path = `incidents/${encodeURIComponent(incident.id)}`;
  const url = mayRead(session) ? address(`${path}/comms`) : null;
  const { data, error } = useQuery<CommsAnswer>(url, { topics: ['incidents'], brand: incident.brand });
  if (!url) return null;
  if (!data) return <Waiting what="Sheet" error={error} />;
  const { sheet, allClear, statements } = data;
  return (
    <section class="sheet stack" aria-labelledby="comms">
      <h2 id="comms" tabIndex={-1}>
        What to tell customers
      </h2>
      <div class="halves">
        <div class="stack tight">
          <h3>Known</h3>
          <Reasons reasons={sheet.known} empty="Nothing yet." />
          <h3>Not known</h3>
          <Reasons reasons={sheet.unknown} empty="Nothing." />
        </div>
        <div class="stack tight">
          <h3>People say</h3>
          <Reasons reasons={sheet.peopleSay} empty="Nothing that is named by enough of them." />
          <h3>All-clear</h3>
          <p class="small">
            {allClear.rule} {clearText(incident, allClear.isMet)}
          </p>
        </div>
      </div>
      {mayHandle(session) && data.draft && (
        <Proposal path={path} incident={incident} draft={data.draft} session={session} />
      )}
      {incident.mergedInto && (
        <p class="small">
          What is said of it is drafted in <a href={link('incidents', incident.mergedInto)}>{incident.mergedInto}</a>.
        </p>
      )}
      {statements.map((one) => (
        <Said key={one.id} statement={one} path={path} incident={incident} present={present} session={session} />
      ))}
    </section>
  );
}

interface ProposalProps {
  path: string;
  incident: IncidentDetail;
  draft: NonNullable<CommsAnswer['draft']>;
  session: SessionAnswer | null;
}

/** The draft changes with what is known: a newer one takes the place of what nobody has sent. */
function Proposal({ path, incident, draft, session }: ProposalProps) {
  const body = (fields: FormData) => {
    const { minutes, ...words } = Object.fromEntries(fields);
    return { ...words, kind: draft.kind, nextUpdateMinutes: minutes === '' ? null : Number(minutes) };
  };
  return (
    <ActionForm
      path={`${path}/statements`}
      brand={incident.brand}
      action="Put up for approval"
      done="It waits for approval."
      body={body}
    >
      <label class="wide">
        English, drafted from what is known
        <textarea key={draft.en} name="en" rows={3} required maxLength={2000} defaultValue={draft.en} lang="en" />
      </label>
      <label class="wide">
        Spanish
        <textarea key={draft.es} name="es" rows={3} required maxLength={2000} defaultValue={draft.es} lang="es" />
      </label>
      <label>
        Next update, minutes
        <input name="minutes" type="number" min="5" max="1440" defaultValue={String(draft.nextUpdateMinutes ?? '')} />
      </label>
      <NameField session={session} />
    </ActionForm>
  );
}

interface SaidProps extends Props {
  statement: StatementAnswer;
  path: string;
}

function Said({ statement, path, incident, present, session }: SaidProps) {
  const { id, en, es, proposedBy, approvedAt, approvedBy, effect } = statement;
  return (
    <div class="stack tight">
      <blockquote lang="en">
        <bdi>{en}</bdi>
      </blockquote>
      <blockquote lang="es">
        <bdi>{es}</bdi>
      </blockquote>
      <p class="small muted">
        Proposed by <bdi>{proposedBy}</bdi>
        {approvedAt && (
          <>
            , approved by <bdi>{approvedBy}</bdi> {moment(instant(approvedAt), present)}
          </>
        )}
        . <NextUpdate statement={statement} present={present} />
        {effect &&
          ` Reports in the ${effect.minutes} min before it: ${effect.before}, after it: ${effect.after}${ratioText(effect.ratio)}.`}
      </p>
      {!approvedAt && mayApprove(session) && (
        <ActionForm path={`${path}/statements/${id}/approval`} brand={incident.brand} action="Approve" done="Approved.">
          <NameField session={session} />
        </ActionForm>
      )}
    </div>
  );
}

function NextUpdate({ statement, present }: { statement: StatementAnswer; present: number }) {
  if (!statement.nextUpdateAt) return null;
  const left = instant(statement.nextUpdateAt) - present;
  if (statement.isOverdue) return <strong class="bad">The promised update is {duration(-left)} late.</strong>;
  return left > 0 ? <>Next update promised in {duration(left)}.</> : null;
}

function ratioText(ratio: NonNullable<StatementAnswer['effect']>['ratio']): string {
  if (!ratio) return '';
  const high = ratio.high === null ? 'more' : ratio.high.toFixed(1);
  return ` (${ratio.value.toFixed(1)} times as many, 95 %: ${ratio.low.toFixed(1)} to ${high})`;
}

function clearText({ mergedInto }: IncidentDetail, isMet: boolean): string {
  if (mergedInto) return 'It is up to the incident that this is part of.';
  return isMet ? 'It is met.' : 'It is not met yet.';
}
