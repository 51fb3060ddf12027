import type { SourceAnswer } from '../../http/schemas.ts';
import { now } from '../data/clock.ts';
import { useTitle } from '../data/title.ts';
import { demonstrationSource, isRead, sourcesInUse, type World } from '../live/world.ts';
import { Waiting } from '../parts/notices.tsx';
import { count } from '../words/number.ts';
import { State } from '../words/state.tsx';
import { ago, duration, instant, moment } from '../words/time.ts';

const gravity: SourceAnswer['state'][] = ['failing', 'silent', 'limited', 'starting', 'ok', 'off'];

/** Where the posts come from, and where at the moment they don't. */
export function Sources({ world }: { world: World }) {
  const { data, error } = world.sources;
  useTitle('Sources');
  if (!data) return <Waiting what="Sources" error={error} />;
  const sources = [...data.items].sort(
    (a, b) => gravity.indexOf(a.state) - gravity.indexOf(b.state) || a.id.localeCompare(b.id),
  );
  const used = sourcesInUse(world);
  return (
    <div class="stack">
      <div class="lead stack tight">
        <h1>
          {used.filter(isRead).length} of {used.length} sources are read.
        </h1>
        <p class="muted">
          Minutes in which a source cannot be read are missing to the detector. They are never taken for minutes without
          complaints.
        </p>
      </div>
      <section class="sheet" aria-label="Sources">
        <ul class="sources">
          {sources.map((source) => (
            <Source key={source.id} source={source} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function Source({ source }: { source: SourceAnswer }) {
  const present = now.value;
  return (
    <li>
      <div class="row">
        <h2>{source.id}</h2>
        {source.kind !== source.id && <span class="muted small">{source.kind}</span>}
        {source.id === demonstrationSource && <span class="tag">Scripted, not counted</span>}
        <State state={source.state} of="source" />
        <span class="muted small">for {duration(present - instant(source.since))}</span>
      </div>
      {source.message && (
        <p>
          <bdi>{source.message}</bdi>
        </p>
      )}
      <p class="row small muted numbers">
        <span>
          {source.lastSuccessAt ? `last read ${ago(instant(source.lastSuccessAt), present)}` : 'never read yet'}
        </span>
        {source.lastPostAt && <span>last post {ago(instant(source.lastPostAt), present)}</span>}
        {source.retryAt && instant(source.retryAt) > present && (
          <span>asks again in {duration(instant(source.retryAt) - present)}</span>
        )}
        <span>{count(source.posts)} posts</span>
        {source.malformed > 0 && <span>{count(source.malformed)} unreadable</span>}
        {source.failures > 1 && <span>{count(source.failures)} failures in a row</span>}
        {source.spentUsd > 0 && <span>${source.spentUsd.toFixed(2)} spent this month</span>}
      </p>
      {source.gaps.length > 0 && <Gaps gaps={source.gaps} present={present} />}
    </li>
  );
}

function Gaps({ gaps, present }: { gaps: SourceAnswer['gaps']; present: number }) {
  return (
    <details>
      <summary class="small">{gaps.length === 1 ? 'One gap' : `${gaps.length} gaps`}</summary>
      <ul class="reasons small">
        {gaps.map((gap) => (
          <li key={gap.from}>
            {moment(instant(gap.from), present)} to {gap.to ? moment(instant(gap.to), present) : 'now'}:{' '}
            <bdi>{gap.reason}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}
