import type { BacktestAnswer } from '../../http/backtest-schemas.ts';
import type { List } from '../../http/schemas.ts';
import type { SettingsAnswer } from '../../http/setting-schemas.ts';
import { address } from '../data/api.ts';
import { lately } from '../data/clock.ts';
import { mayBacktest, mayRead } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { adjust, route } from '../data/route.ts';
import { useTitle } from '../data/title.ts';
import { brandNameIn, brandsOf, type World } from '../live/world.ts';
import { BacktestForm } from '../parts/backtest-form.tsx';
import { BacktestOutcome } from '../parts/backtest-outcome.tsx';
import { Waiting } from '../parts/notices.tsx';
import { SignIn } from '../parts/sign-in.tsx';
import { settingNames, settingText } from '../words/setting.ts';
import { day, instant, moment } from '../words/time.ts';

const whileRunningMs = 2_000;

/** What would have fired, had the settings been others. */
export function BacktestView({ world }: { world: World }) {
  useTitle('Backtest');
  const session = world.session.data;
  const canRead = mayRead(session);
  const settings = useQuery<SettingsAnswer>(canRead ? address('settings') : null, { topics: [] });
  const runs = useQuery<List<BacktestAnswer>>(canRead ? address('backtests') : null, {
    topics: [],
    everyMs: whileRunningMs,
  });
  const items = runs.data?.items ?? [];
  const brandName = brandNameIn(world);
  const wanted = route.value.query.get('run') ?? items[0]?.id ?? null;
  return (
    <div class="stack">
      <div class="lead stack tight">
        <h1>Backtest</h1>
        <p class="muted">
          Stored history is judged again under other settings: which incidents appear, vanish or change, and how many
          alarms come on calm days beside the false-alarm budget.
        </p>
      </div>
      {session && !canRead && (
        <SignIn>Backtests are shown to people with a key; to ask for one takes the role SRE, analyst or admin.</SignIn>
      )}
      {mayBacktest(session) && settings.data && (
        <section class="sheet stack tight" aria-labelledby="ask">
          <h2 id="ask">Ask</h2>
          <BacktestForm
            brands={brandsOf(world)}
            judging={settings.data.judging}
            isBusy={items[0]?.state === 'running'}
          />
        </section>
      )}
      {mayBacktest(session) && !settings.data && <Waiting what="Settings" error={settings.error} />}
      {canRead && !runs.data && <Waiting what="Backtests" error={runs.error} />}
      {runs.data && items.length === 0 && <p class="muted">None was asked for since the server was started.</p>}
      {items.length > 0 && <Runs items={items} chosen={wanted} brandName={brandName} />}
      {wanted && <BacktestOutcome key={wanted} id={wanted} brandName={brandName} />}
    </div>
  );
}

interface RunsProps {
  items: BacktestAnswer[];
  chosen: string | null;
  brandName: (id: string) => string;
}

function Runs({ items, chosen, brandName }: RunsProps) {
  return (
    <section class="sheet stack tight" aria-labelledby="runs">
      <h2 id="runs">Asked so far</h2>
      <ul class="runs">
        {items.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              class="button"
              aria-pressed={run.id === chosen}
              onClick={() => adjust({ run: run.id })}
            >
              {moment(instant(run.askedAt), lately.value)}
            </button>{' '}
            <span class="small">
              {day(instant(run.from))} to {day(instant(run.to))},{' '}
              {run.brands.length === 1 ? brandName(run.brands[0]!) : `${run.brands.length} brands`}
              {run.state !== 'done' && <strong> {run.state}</strong>}{' '}
              <span class="muted">{changesText(run.settings)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function changesText(settings: Record<string, unknown>): string {
  const told = Object.entries(settings).map(
    ([name, value]) => `${settingNames[name] ?? name} ${settingText(name, Number(value))}`,
  );
  return told.length > 0 ? told.join('; ') : 'settings as they are';
}
