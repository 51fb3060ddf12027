import type { BrandSummary, IncidentAnswer, List } from '../../http/schemas.ts';
import { address } from '../data/api.ts';
import { lately } from '../data/clock.ts';
import { useMarkers } from '../data/markers.ts';
import { mayHandle, mayLabel, mayRead } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { link } from '../data/route.ts';
import { useTelemetry } from '../data/telemetry.ts';
import { useTitle } from '../data/title.ts';
import { brandsOf, presentOf, type World } from '../live/world.ts';
import { Beside } from '../parts/beside.tsx';
import { Clusters } from '../parts/clusters.tsx';
import { IncidentLog } from '../parts/incident-log.tsx';
import { MarkerForm } from '../parts/marker-form.tsx';
import { Waiting } from '../parts/notices.tsx';
import { OwnSignals } from '../parts/own-signals.tsx';
import { PostList } from '../parts/post-list.tsx';
import { BreakdownPanel, MapPanel, type Span, TimelinePanel } from '../parts/room-panels.tsx';
import { State } from '../words/state.tsx';

const shownMs = 12 * 3_600_000;

/** A brand without regard to an incident: how it stands, what it went through. */
export function BrandRoom({ id, world }: { id: string; world: World }) {
  const brand = brandsOf(world).find((one) => one.id === id);
  const past = useQuery<List<IncidentAnswer>>(address('incidents', { brand: id, limit: 10 }), {
    topics: ['incidents'],
    brand: id,
  });
  const present = presentOf(brand, lately.value);
  const from = Math.floor((present - shownMs) / 900_000) * 900_000;
  const session = world.session.data;
  const markers = useMarkers(brand ? { brand: id, from } : null, session);
  const telemetry = useTelemetry(session, id);
  useTitle(brand?.name ?? 'Brand');
  if (!brand) {
    const unknown = world.brands.data ? { message: `no brand “${id}” is watched` } : world.brands.error;
    return <Waiting what="Brand" error={unknown} />;
  }
  const span: Span = { brand: id, from };
  return (
    <article class="room">
      <Head brand={brand} />
      <section class="sheet" aria-label="Timeline">
        <TimelinePanel span={span} present={present} marks={markers} onZoom={(a, b) => explore(id, a, b)} />
      </section>
      <div class="thirds">
        <section class="sheet" aria-label="Map">
          <MapPanel span={span} />
        </section>
        <div class="stack">
          <section class="sheet" aria-label="Symptoms">
            <BreakdownPanel span={span} by="symptom" title="What people report" />
          </section>
          <Beside brand={brand} world={world} />
        </div>
      </div>
      <div class="thirds">
        <div class="sheet">
          <PostList
            brand={id}
            filter={{ from: new Date(from).toISOString() }}
            present={present}
            mayLabel={mayLabel(world.session.data)}
          />
        </div>
        <section class="sheet stack tight" aria-labelledby="past">
          <h2 id="past">Incidents</h2>
          {past.data ? (
            <IncidentLog incidents={past.data.items} present={present} />
          ) : (
            <Waiting what="Incidents" error={past.error} />
          )}
        </section>
      </div>
      <OwnSignals telemetry={telemetry.data} present={present} />
      {telemetry.error && !telemetry.data && <Waiting what="Telemetry" error={telemetry.error} />}
      {mayHandle(session) && <MarkerForm brand={id} session={session} />}
      {mayRead(world.session.data) && <Clusters brand={id} />}
    </article>
  );
}

function Head({ brand }: { brand: BrandSummary }) {
  const { id } = brand;
  return (
    <header class="stack tight">
      <p class="row">
        <a href={link('')}>Overview</a>
        {brand.demo && <span class="tag">Demonstration, not a real brand</span>}
      </p>
      <State state={brand.state} />
      <h1 class="lead told">
        <bdi>{brand.sentence}</bdi>
      </h1>
      <p class="row">
        {brand.incidentId && <a href={link('incidents', brand.incidentId)}>Open the incident</a>}
        <a href={link('explore', '', { brand: id })}>Explore its timeline</a>
        <a href={`/report/${encodeURIComponent(id)}`}>Report form</a>
        <a href={`/status/${encodeURIComponent(id)}`}>Status page</a>
      </p>
    </header>
  );
}

function explore(brand: string, from: number, to: number): void {
  location.hash = link('explore', '', { brand, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
}
