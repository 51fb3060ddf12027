import { now } from '../data/clock.ts';
import { connection } from '../data/live.ts';
import { link, route } from '../data/route.ts';
import { nextTheme, theme } from '../data/theme.ts';
import { isRead, judgedUntil, sourcesInUse, type World } from '../live/world.ts';
import { ago, clock } from '../words/time.ts';

const views = [
  ['', 'Overview'],
  ['explore', 'Explore'],
  ['sources', 'Sources'],
  ['scoreboard', 'Scoreboard'],
  ['holds', 'Quiet times'],
] as const;

export function Masthead({ world }: { world: World }) {
  const { view } = route.value;
  const current = views.some(([name]) => name === view) ? view : '';
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
        <nav class="views" aria-label="Views">
          {views.map(([name, label]) => (
            <a key={name} href={link(name)} aria-current={current === name ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <div class="vitals">
          <Freshness world={world} />
          <SourceHealth world={world} />
          <button type="button" class="theme" onClick={nextTheme}>
            Colors: {theme.value}
          </button>
        </div>
      </div>
    </header>
  );
}

/** How old the judgement is that the page shows. */
function Freshness({ world }: { world: World }) {
  const judged = judgedUntil(world);
  if (!judged) return <span>{world.brands.error ? 'No answer from the server' : 'Loading'}</span>;
  const isLive = connection.value === 'live' && !world.brands.error;
  return (
    <span class={judged.stale || !isLive ? 'late' : ''}>
      {judged.stale ? 'Stale: as of ' : 'As of '}
      <time dateTime={new Date(judged.at).toISOString()}>{clock(judged.at)}</time> ({ago(judged.at, now.value)}
      {isLive ? ', live)' : connection.value === 'connecting' ? ', connecting)' : ', not live)'}
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
