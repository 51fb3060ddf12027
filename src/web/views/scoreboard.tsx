import { useSignal } from '@preact/signals';
import type { ScoreAnswer, ScoreboardAnswer } from '../../http/handling-schemas.ts';
import { address } from '../data/api.ts';
import { lately } from '../data/clock.ts';
import { mayHandle } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { useTitle } from '../data/title.ts';
import { brandsOf, type World } from '../live/world.ts';
import { ActionForm } from '../parts/action-form.tsx';
import { NameField } from '../parts/handling.tsx';
import { Waiting } from '../parts/notices.tsx';
import { count, percent } from '../words/number.ts';
import { localInput } from '../words/time.ts';

const dayMs = 86_400_000;

/** How good the incidents were, by people's verdicts. */
export function Scoreboard({ world }: { world: World }) {
  useTitle('Scoreboard');
  const days = useSignal(90);
  const rung = useSignal('watching');
  const end = Math.ceil(lately.value / dayMs) * dayMs;
  const from = new Date(end - days.value * dayMs).toISOString();
  const answer = useQuery<ScoreboardAnswer>(address('scoreboard', { from, rung: rung.value }), {
    topics: ['incidents'],
  });
  const session = world.session.data;
  return (
    <div class="stack">
      <div class="lead stack tight">
        <h1>How good were the incidents?</h1>
        <p class="muted">
          By people’s verdicts. What nobody has judged counts neither way; recall knows only the misses that were told.
        </p>
      </div>
      <section class="sheet stack" aria-label="Scores">
        <div class="controls">
          <label>
            Range
            <select value={days.value} onChange={(event) => (days.value = Number(event.currentTarget.value))}>
              <option value={30}>30 days</option>
              <option value={90}>90 days</option>
              <option value={365}>A year</option>
            </select>
          </label>
          <label>
            Counted from
            <select value={rung.value} onChange={(event) => (rung.value = event.currentTarget.value)}>
              <option value="watching">Watching</option>
              <option value="probable">Probable</option>
              <option value="confirmed">Confirmed</option>
            </select>
          </label>
        </div>
        {answer.data ? <Scores board={answer.data} /> : <Waiting what="Scoreboard" error={answer.error} />}
      </section>
      {mayHandle(session) && (
        <section class="sheet stack tight" aria-labelledby="missed">
          <h2 id="missed">An outage that was missed</h2>
          <ActionForm path="missed-outages" brand="" action="Tell of it" done="Noted." body={missedBody}>
            <label>
              Brand
              <select name="brand">
                {brandsOf(world)
                  .filter(({ demo }) => !demo)
                  .map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
              </select>
            </label>
            <label>
              Began
              <input name="beganAt" type="datetime-local" required max={localInput(lately.value)} />
            </label>
            <NameField session={session} />
            <label>
              What happened
              <input name="note" required maxLength={1000} autocomplete="off" />
            </label>
          </ActionForm>
        </section>
      )}
    </div>
  );
}

/** The field holds the reader's wall clock, the API takes an instant. */
function missedBody(fields: FormData) {
  return { ...Object.fromEntries(fields), beganAt: new Date(String(fields.get('beganAt'))).toISOString() };
}

function Scores({ board }: { board: ScoreboardAnswer }) {
  const seen = board.brands.filter(({ score }) => score.incidents + score.missed > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="scrolls" tabIndex={0} aria-label="Table of scores">
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Brand</th>
            <th scope="col">Incidents</th>
            <th scope="col">Precision</th>
            <th scope="col">Recall</th>
            <th scope="col">Delay, minutes</th>
            <th scope="col">Ahead of own telemetry</th>
            <th scope="col">Ahead of the official word</th>
            <th scope="col">False alarms a month</th>
            <th scope="col">Unjudged</th>
          </tr>
        </thead>
        <tbody>
          <Row name="All brands" score={board.total} />
          {seen.map(({ brand, brandName, score }) => (
            <Row key={brand} name={brandName} score={score} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ name, score }: { name: string; score: ScoreAnswer }) {
  const { delayMinutes: delay, falseAlarmsPerMonth: alarms } = score;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{count(score.incidents)}</td>
      <td>{shareText(score.precision)}</td>
      <td>{shareText(score.recall)}</td>
      <td>{delay ? `${count(delay.median)} (9 of 10 within ${count(delay.p90)})` : '–'}</td>
      <td>{leadText(score.telemetry.leadMinutes)}</td>
      <td>{leadText(score.officialLeadMinutes)}</td>
      <td>{alarms === null ? '–' : count(alarms)}</td>
      <td>{count(score.unjudged)}</td>
    </tr>
  );
}

/** Of how many true incidents people were first, and by how much in the middle. */
function leadText(leads: ScoreAnswer['officialLeadMinutes']): string {
  if (!leads) return '–';
  const middle = `${count(Math.abs(leads.median))} min ${leads.median < 0 ? 'behind' : 'ahead'}`;
  return `${leads.ahead} of ${leads.n}, ${middle} in the middle`;
}

function shareText(share: ScoreAnswer['precision']): string {
  if (!share) return '–';
  return `${percent(share.value)} (${share.n} of ${share.of}; ${percent(share.low)} to ${percent(share.high)})`;
}
