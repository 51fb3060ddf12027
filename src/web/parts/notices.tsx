import { now } from '../data/clock.ts';
import { connection, lostAt } from '../data/live.ts';
import { link } from '../data/route.ts';
import { judgedUntil, sourcesInUse, type World } from '../live/world.ts';
import { clock, duration } from '../words/time.ts';

/** Nothing was judged at all where what is stale is of this moment: then other words say why. */
const behindMs = 60_000;

/** Says so when the page no longer shows the present. */
export function LostNotice({ world }: { world: World }) {
  const judged = judgedUntil(world);
  const lost = connection.value === 'lost' && lostAt.value !== null;
  return (
    <div role="status" aria-live="polite">
      {lost && (
        <p class="notice">
          Connection to the server lost at {clock(lostAt.value!)}. Trying again.
          {judged && ` What you see is as of ${clock(judged.at)}.`}
        </p>
      )}
      {!lost && judged?.stale && now.value - judged.at > behindMs && (
        <p class="notice">The detector is behind: what you see is as of {clock(judged.at)}.</p>
      )}
    </div>
  );
}

/** A source that fails is a hole in what can be known, and named as one. */
export function TroubledSources({ world }: { world: World }) {
  const troubled = sourcesInUse(world).filter(({ state }) => ['failing', 'silent', 'limited'].includes(state));
  if (troubled.length === 0) return null;
  return (
    <p class="notice">
      {troubled.slice(0, 4).map((source, i) => (
        <span key={source.id}>
          {i > 0 && '; '}
          <strong>{source.id}</strong> {source.state} for {duration(now.value - Date.parse(source.since))}
        </span>
      ))}
      {troubled.length > 4 && ` and ${troubled.length - 4} more`}. Silence there does not mean that nobody complains.{' '}
      <a href={link('sources')}>See sources</a>
    </p>
  );
}

/** While nothing has come yet, or when it won't come. */
export function Waiting({ what, error }: { what: string; error: { message: string } | null }) {
  return error ? (
    <p class="notice alarm" role="alert">
      {what} could not be read: {error.message}
    </p>
  ) : (
    <p class="muted" role="status">
      Loading {what.toLowerCase()}…
    </p>
  );
}
