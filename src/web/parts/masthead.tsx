import { useEffect, useRef } from 'preact/hooks';
import { now } from '../data/clock.ts';
import { connection } from '../data/live.ts';
import { link, route } from '../data/route.ts';
import { nextTheme, theme } from '../data/theme.ts';
import { isRead, judgedUntil, sourcesInUse, type World } from '../live/world.ts';
import { ago, clock } from '../words/time.ts';

const views = [
  ['', 'Overview'],
  ['explore', 'Explore'],
  ['backtest', 'Backtest'],
  ['scoreboard', 'Scoreboard'],
  ['holds', 'Quiet times'],
  ['sources', 'Sources'],
  ['settings', 'Settings'],
] as const;

export function Masthead({ world }: { world: World }) {
  const { view } = route.value;
  const current = views.some(([name]) => name === view) ? view : '';
  const nav = useCurrentInSight(current);
  return (
    <header class="masthead">
      <div class="frame">
        <a class="wordmark" href={link('')}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path
              d="M1 13h5l2-9 4 12 2-7h5"
              fill="none"
              stroke="currentColor"
              stroke-width="2"
              stroke-linejoin="round"
            />
          </svg>
          Outcry
        </a>
        <nav class="views" aria-label="Views" ref={nav}>
          {views.map(([name, label]) => (
            <a key={name} href={link(name)} aria-current={current === name ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <div class="vitals">
          <Freshness world={world} />
          <SourceHealth world={world} />
          <button type="button" class="theme" title={`Colors: ${theme.value}`} onClick={nextTheme}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path
                d="M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1zM8 3v10a5 5 0 0 1 0-10z"
                fill="currentColor"
                fill-rule="evenodd"
              />
            </svg>
            <span class="hidden-text">Colors: {theme.value}</span>
          </button>
        </div>
      </div>
    </header>
  );
}

/** Where the row of views is wider than the screen, it is turned to the one that is open. */
function useCurrentInSight(current: string) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (here) nav.current!.scrollLeft = here.offsetLeft - nav.current!.offsetLeft - nav.current!.clientWidth / 3;
  }, [current]);
  return nav;
}

/** Within this the time of day says enough. */
const oldMs = 120_000;

/** How old the judgement is that the page shows. */
function Freshness({ world }: { world: World }) {
  const judged = judgedUntil(world);
  if (!judged) return <span>{world.brands.error ? 'No answer from the server' : 'Loading'}</span>;
  const isLive = connection.value === 'live' && !world.brands.error;
  return (
    <span class={judged.stale || !isLive ? 'late' : ''}>
      {judged.stale ? 'Stale: as of ' : 'As of '}
      <time dateTime={new Date(judged.at).toISOString()}>{clock(judged.at)}</time> (
      {now.value - judged.at > oldMs && `${ago(judged.at, now.value)}, `}
      {isLive ? 'live' : connection.value === 'connecting' ? 'connecting' : 'not live'})
    </span>
  );
}

function SourceHealth({ world }: { world: World }) {
  const sources = sourcesInUse(world);
  if (!world.sources.data) return null;
  const reading = sources.filter((source) => isRead(source)).length;
  const failing = sources.filter((source) => ['failing', 'silent', 'limited'].includes(source.state));
  return (
    <a href={link('sources')}>
      {reading} of {sources.length} sources read
      {failing.length > 0 && <span class="bad">, {failing.length} in trouble</span>}
    </a>
  );
}
