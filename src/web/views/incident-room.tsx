import { stateWords } from '../../core/words/state.ts';
import type { IncidentDetail } from '../../http/schemas.ts';
import { address } from '../data/api.ts';
import { lately } from '../data/clock.ts';
import { useMarkers } from '../data/markers.ts';
import { mayHandle, mayLabel } from '../data/may.ts';
import { useOfficialWord } from '../data/official-word.ts';
import { usePeopleMarks } from '../data/people-marks.ts';
import { useQuery } from '../data/query.ts';
import { link } from '../data/route.ts';
import { telemetryMarks, useVerdict } from '../data/telemetry.ts';
import { useTitle } from '../data/title.ts';
import { brandsOf, presentOf, type World } from '../live/world.ts';
import { Beside } from '../parts/beside.tsx';
import { Comms } from '../parts/comms.tsx';
import { Components } from '../parts/components.tsx';
import { GridPanel } from '../parts/grid-panel.tsx';
import { Handling } from '../parts/handling.tsx';
import { IncidentFacts } from '../parts/incident-facts.tsx';
import { marksOf } from '../parts/incident-marks.ts';
import { Jump } from '../parts/jump.tsx';
import { Waiting } from '../parts/notices.tsx';
import { PostList } from '../parts/post-list.tsx';
import { BreakdownPanel, MapPanel, rangeOf, type Span, TimelinePanel } from '../parts/room-panels.tsx';
import { TelemetryVerdict } from '../parts/telemetry-verdict.tsx';
import { TransitionLog } from '../parts/transition-log.tsx';
import { Why } from '../parts/why.tsx';
import { State } from '../words/state.tsx';
import { instant, moment } from '../words/time.ts';

const beforeMs = 90 * 60_000;
const afterMs = 45 * 60_000;

/** One incident: the sentence, why we say so, and everything that it rests on. */
export function IncidentRoom({ id, world }: { id: string; world: World }) {
  const answer = useQuery<IncidentDetail>(address(`incidents/${encodeURIComponent(id)}`), {
    topics: ['incidents', 'reports'],
  });
  const incident = answer.data;
  const word = useOfficialWord(incident?.brand ?? '', incident?.onset.low, incident?.closedAt ?? undefined);
  const markers = useMarkers(incident ? aroundOf(incident) : null, world.session.data);
  const telemetry = useVerdict(id, incident?.brand, world.session.data);
  const people = usePeopleMarks(incident, world.session.data);
  useTitle(incident ? `${incident.brandName}: ${stateWords[incident.state].toLowerCase()}` : 'Incident');
  if (!incident) return <Waiting what="Incident" error={answer.error} />;
  const brand = brandsOf(world).find((one) => one.id === incident.brand);
  if (incident.below.length > 0) return <SharedRoom incident={incident} world={world} />;
  const present = presentOf(brand ?? incident, lately.value);
  const from = instant(incident.onset.low);
  const to = incident.closedAt ? instant(incident.closedAt) : undefined;
  const during: Span = { brand: incident.brand, from, to };
  const around = aroundOf(incident);
  const hours = hoursOf(incident, present);
  return (
    <article class="room">
      <Head
        incident={incident}
        present={present}
        zone={brand?.timeZone ?? 'UTC'}
        isHandler={mayHandle(world.session.data)}
      />
      <section class="sheet" aria-label="Timeline">
        <TimelinePanel
          span={around}
          present={present}
          onset={{ at: instant(incident.onset.at), low: from, high: instant(incident.onset.high) }}
          marks={[...marksOf(incident), ...people, ...markers, ...telemetryMarks(telemetry.data)]}
          onZoom={(a, b) => explore(incident.brand, a, b)}
        />
      </section>
      <div class="halves">
        <Why incident={incident} word={word} />
        <section class="sheet stack tight" aria-labelledby="log">
          <h2 id="log">How it went</h2>
          <TransitionLog transitions={incident.transitions} present={present} />
        </section>
      </div>
      <div class="thirds">
        <div class="stack">
          <section class="sheet" aria-label="Map">
            <MapPanel span={during} chosen={namedStates(incident)} region={incident.region} hours={hours} />
          </section>
          <GridPanel span={during} hours={hours} />
        </div>
        <div class="stack">
          <section class="sheet" aria-label="Symptoms">
            <BreakdownPanel span={during} by="symptom" title="What is broken" />
          </section>
          <section class="sheet" aria-label="Surfaces">
            <BreakdownPanel span={during} by="surface" title="On which surface" />
          </section>
        </div>
      </div>
      <div class="thirds">
        <div class="sheet">
          <PostList
            brand={incident.brand}
            filter={rangeOf(during)}
            present={present}
            mayLabel={mayLabel(world.session.data)}
          />
        </div>
        <Beside brand={brand} world={world} />
      </div>
      <Components hypotheses={incident.components} />
      <TelemetryVerdict verdict={telemetry.data} present={present} />
      {telemetry.error && !telemetry.data && <Waiting what="Telemetry" error={telemetry.error} />}
      <Comms incident={incident} present={present} session={world.session.data} />
      <Handling incident={incident} present={present} world={world} />
    </article>
  );
}

/** A failure that several brands share: what is below it has all the rest. */
function SharedRoom({ incident, world }: { incident: IncidentDetail; world: World }) {
  const present = lately.value;
  return (
    <article class="room">
      <Head incident={incident} present={present} zone="UTC" isHandler={mayHandle(world.session.data)} />
      <div class="halves">
        <section class="sheet stack tight" aria-labelledby="below">
          <h2 id="below">Brands in trouble together</h2>
          <ul>
            {incident.below.map((one) => (
              <li key={one.incident}>
                <a href={link('incidents', one.incident)}>{one.name}</a>
              </li>
            ))}
          </ul>
        </section>
        <section class="sheet stack tight" aria-labelledby="log">
          <h2 id="log">How it went</h2>
          <TransitionLog transitions={incident.transitions} present={present} />
        </section>
      </div>
      <Why incident={incident} word={null} />
      <Comms incident={incident} present={present} session={world.session.data} />
      <Handling incident={incident} present={present} world={world} />
    </article>
  );
}

/** The hours of an incident with some before and after. */
function aroundOf({ brand, onset, closedAt }: IncidentDetail): Span {
  const to = closedAt ? instant(closedAt) + afterMs : undefined;
  return { brand, from: instant(onset.low) - beforeMs, to };
}

/** The panels count from the first minute that may belong to it, the sentence only in its window of evidence. */
function hoursOf({ onset, closedAt }: IncidentDetail, present: number): string {
  const from = moment(instant(onset.low), present);
  if (!closedAt) return `Counted since ${from}, when it may have begun.`;
  return `Counted from ${from}, when it may have begun, until ${moment(instant(closedAt), present)}.`;
}

interface HeadProps {
  incident: IncidentDetail;
  present: number;
  /** In which its sentence tells the time. */
  zone: string;
  /** This person may act: what they do stands below the evidence, one key away. */
  isHandler: boolean;
}

function Head({ incident, present, zone, isHandler }: HeadProps) {
  const end = incident.closedAt ? instant(incident.closedAt) : present;
  return (
    <header class="stack tight">
      <p class="row">
        <a href={link('')}>Overview</a>
        {incident.below.length === 0 && <a href={link('brands', incident.brand)}>{incident.brandName}</a>}
        {incident.below.length === 0 && (
          <a
            href={link('explore', '', {
              brand: incident.brand,
              from: incident.onset.low,
              to: new Date(end).toISOString(),
            })}
          >
            Explore its hours
          </a>
        )}
        {incident.demo && <span class="tag">Demonstration, not a real brand</span>}
      </p>
      {incident.mergedInto && (
        <p class="notice">
          It is part of an older incident: <a href={link('incidents', incident.mergedInto)}>{incident.mergedInto}</a>.
          What it went through stays here.
        </p>
      )}
      {incident.parent && (
        <p class="notice">
          It is part of a failure that several brands share:{' '}
          <a href={link('incidents', incident.parent)}>{incident.parent}</a>.
        </p>
      )}
      <State state={incident.state} />
      <h1 class="lead told">
        <bdi>{incident.sentence}</bdi>
      </h1>
      <IncidentFacts incident={incident} present={present} word={incident.official} zone={zone} />
      {isHandler && (
        <p class="row">
          <Jump to="handling">{incident.state === 'closed' ? 'Judge it' : 'Take it on'}</Jump>
          <Jump to="comms">What to tell customers</Jump>
        </p>
      )}
    </header>
  );
}

/** The states that make up the incident's region; without one, those that a regional incident names. */
function namedStates({ scope, areas, region }: IncidentDetail): string[] {
  if (region) return region.radiusKm === null ? region.areaIds.map((id) => id.slice(0, 5)) : [];
  return scope === 'regional' ? areas.map((area) => area.id.replace(/:.*$/, '')) : [];
}

function explore(brand: string, from: number, to: number): void {
  location.hash = link('explore', '', { brand, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
}
