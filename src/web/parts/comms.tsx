import type { IncidentDetail, SessionAnswer } from '../../http/schemas.ts';
import type { CommsAnswer, StatementAnswer } from '../../http/statement-shapes.ts';
import { address } from '../data/api.ts';
import { useKeptFocus } from '../data/kept-focus.ts';
import { mayApprove, mayHandle, mayRead } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { link } from '../data/route.ts';
import { duration, instant, moment } from '../words/time.ts';
import { ActionForm } from './action-form.tsx';
import { NameField } from './handling.tsx';
import { Waiting } from './notices.tsx';
import { Proposal } from './proposal.tsx';
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
  const room = useKeptFocus<HTMLElement>();
  if (!url) return null;
  if (!data) return <Waiting what="Sheet" error={error} />;
  const { sheet, allClear, statements } = data;
  return (
    <section class="sheet stack" aria-labelledby="comms" tabIndex={-1} ref={room}>
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

interface SaidProps extends Props {
  statement: StatementAnswer;
  path: string;
}

function Said({ statement, path, incident, present, session }: SaidProps) {
  const { id, en, es, proposedBy, approvedAt, approvedBy, effect } = statement;
  return (
    <div class="stack tight">
      <blockquote lang="en" class="post">
        <bdi>{en}</bdi>
      </blockquote>
      <blockquote lang="es" class="post">
        <bdi>{es}</bdi>
      </blockquote>
      <p class="small muted">
        Proposed by <bdi>{proposedBy}</bdi>
        {approvedAt ? (
          <>
            , approved by <bdi>{approvedBy}</bdi> {moment(instant(approvedAt), present)}
          </>
        ) : (
          '. It waits for approval'
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
