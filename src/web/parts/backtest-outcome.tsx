import { differences } from '../../core/incident/differences.ts';
import type { BacktestAnswer, BacktestResult } from '../../http/backtest-schemas.ts';
import { address } from '../data/api.ts';
import { lately } from '../data/clock.ts';
import { useQuery } from '../data/query.ts';
import { count } from '../words/number.ts';
import { State } from '../words/state.tsx';
import { nameOf } from '../words/symptom.ts';
import { instant, moment } from '../words/time.ts';
import { Waiting } from './notices.tsx';

type Replayed = BacktestResult['appeared'][number];
type Rate = BacktestResult['falseAlarms']['after'][number];

interface Naming {
  brandName: (id: string) => string;
}

/** What a backtest found, in the order of what one wants to know: what fires anew, what no longer, at which price. */
export function BacktestOutcome({ id, brandName }: { id: string } & Naming) {
  const { data, error } = useQuery<BacktestAnswer>(address(`backtests/${encodeURIComponent(id)}`), {
    topics: [],
    everyMs: 2_000,
  });
  if (!data) return <Waiting what="Backtest" error={error} />;
  if (data.state === 'running')
    return (
      <p class="notice" role="status">
        Replaying. A day of a busy brand takes some seconds.
      </p>
    );
  if (!data.result) return <p class="notice alarm">It failed: {data.message ?? 'no reason was given'}.</p>;
  const { appeared, vanished, changed, same, falseAlarms } = data.result;
  return (
    <section class="sheet stack" aria-labelledby="outcome" aria-live="polite">
      <h2 id="outcome">{headline(data.result)}</h2>
      <Incidents title="Would have fired besides" items={appeared} brandName={brandName} />
      <Incidents title="Would not have fired" items={vanished} brandName={brandName} />
      {changed.length > 0 && (
        <div>
          <h3>Would have been told differently</h3>
          <ul class="reasons">
            {changed.map((pair) => (
              <li key={pair.before.id}>
                {brandName(pair.before.brand)}, {moment(instant(pair.before.onsetAt), lately.value)}:{' '}
                {differences(pair, nameOf).join('; ')}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p class="muted">
        {same === 0
          ? 'No incident stays as it was.'
          : `${count(same)} ${same === 1 ? 'stays as it was' : 'stay as they were'}.`}
      </p>
      <Budget before={falseAlarms.before} after={falseAlarms.after} brandName={brandName} />
    </section>
  );
}

function headline({ appeared, vanished, changed }: BacktestResult): string {
  if (appeared.length + vanished.length + changed.length === 0) return 'It would have made no difference.';
  const parts = [
    appeared.length > 0 && `${appeared.length} more`,
    vanished.length > 0 && `${vanished.length} fewer`,
    changed.length > 0 && `${changed.length} told differently`,
  ];
  return `Incidents: ${parts.filter(Boolean).join(', ')}.`;
}

function Incidents({ title, items, brandName }: { title: string; items: Replayed[] } & Naming) {
  if (items.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul class="sources">
        {items.map(({ id, brand, onsetAt, peak, symptoms }) => (
          <li key={id}>
            <div class="row">
              <State state={peak} />
              <strong>{brandName(brand)}</strong>
              <time dateTime={onsetAt}>{moment(instant(onsetAt), lately.value)}</time>
              <span class="muted small">{symptoms.slice(0, 3).map(nameOf).join(', ')}</span>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Alarms on calm days a month, before and after, against what the budget allows. */
function Budget({ before, after, brandName }: { before: Rate[]; after: Rate[] } & Naming) {
  const was = new Map(before.map((rate) => [rate.brand, rate]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="scrolls" tabIndex={0} aria-label="False alarms beside the budget">
      <table class="numbers">
        <caption>False alarms a month on calm days, beside the budget</caption>
        <thead>
          <tr>
            <th scope="col">Brand</th>
            <th scope="col">Calm days</th>
            <th scope="col">As it is</th>
            <th scope="col">As asked</th>
            <th scope="col">Budget</th>
            <th scope="col">Kept</th>
          </tr>
        </thead>
        <tbody>
          {after.map((rate) => (
            <tr key={rate.brand}>
              <th scope="row">{brandName(rate.brand)}</th>
              <td>{count(rate.calmDays)}</td>
              <td>{rateText(was.get(rate.brand))}</td>
              <td>{rateText(rate)}</td>
              <td>{count(rate.budgetPerMonth)}</td>
              <td>{rate.kept ? 'yes' : <strong class="bad">no</strong>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rateText(rate: Rate | undefined): string {
  if (!rate) return '–';
  return `${count(rate.alarmsPerMonth)} (95 %: ${count(rate.interval.low)} to ${count(rate.interval.high)})`;
}
