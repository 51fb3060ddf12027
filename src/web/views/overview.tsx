import type { BrandSummary, IncidentAnswer, List } from '../../http/schemas.ts';
import { Spark } from '../charts/spark.tsx';
import { address } from '../data/api.ts';
import { lately } from '../data/clock.ts';
import { useQuery } from '../data/query.ts';
import { link } from '../data/route.ts';
import { useTelemetry } from '../data/telemetry.ts';
import { useTitle } from '../data/title.ts';
import { brandsOf, presentOf, type World } from '../live/world.ts';
import { IncidentCard } from '../parts/incident-card.tsx';
import { TroubledSources, Waiting } from '../parts/notices.tsx';
import { InternalOnly } from '../parts/own-signals.tsx';
import { count, listed } from '../words/number.ts';
import { State } from '../words/state.tsx';
import { duration, instant, moment } from '../words/time.ts';

export function Overview({ world }: { world: World }) {
  const open = useQuery<List<IncidentAnswer>>(address('incidents', { state: 'open', limit: 100 }), {
    topics: ['incidents'],
  });
  const brands = brandsOf(world);
  const telemetry = useTelemetry(world.session.data);
  useTitle('');
  if (!world.brands.data) return <Waiting what="Brands" error={world.brands.error} />;
  const incidents = [...(open.data?.items ?? [])].sort((a, b) => gravity(b) - gravity(a));
  const real = incidents.filter((incident) => !incident.demo);
  const demo = brands.filter((brand) => brand.demo);
  const watched = brands.filter((brand) => !brand.demo && brand.role === 'brand');
  const providers = brands.filter((brand) => !brand.demo && brand.role === 'provider');
  return (
    <div class="stack">
      <h1 class="lead told" aria-live="polite">
        {open.data ? headline(real, watched) : open.error ? 'Which incidents are open is not known.' : 'Loading…'}
      </h1>
      <TroubledSources world={world} />
      <InternalOnly
        telemetry={telemetry.data}
        present={lately.value}
        nameOfBrand={(id) => brands.find((one) => one.id === id)?.name ?? id}
      />
      {telemetry.error && !telemetry.data && <Waiting what="Telemetry" error={telemetry.error} />}
      {open.error && !open.data && <Waiting what="Incidents" error={open.error} />}
      {real.map((incident) => (
        <IncidentCard key={incident.id} incident={incident} brand={brands.find((one) => one.id === incident.brand)} />
      ))}
      <Group title="Watched brands" brands={watched} />
      {demo.length > 0 && <Demonstration brands={demo} incidents={incidents.filter((incident) => incident.demo)} />}
      <Group title="Providers they share" brands={providers} />
    </div>
  );
}

function Demonstration({ brands, incidents }: { brands: BrandSummary[]; incidents: IncidentAnswer[] }) {
  return (
    <section class="stack" aria-labelledby="demonstration">
      <div class="lead">
        <h2 id="demonstration">Demonstration</h2>
        <p class="muted">
          A scripted day of a made-up brand, replayed at high speed through the same stages. None of it is real.
        </p>
      </div>
      {incidents.map((incident) => (
        <IncidentCard key={incident.id} incident={incident} brand={brands.find((one) => one.id === incident.brand)} />
      ))}
      <div class="sheet">
        <BrandList brands={brands} />
      </div>
    </section>
  );
}

function Group({ title, brands }: { title: string; brands: BrandSummary[] }) {
  if (brands.length === 0) return null;
  return (
    <section class="sheet" aria-label={title}>
      <h2>{title}</h2>
      <BrandList brands={brands} />
    </section>
  );
}

function BrandList({ brands }: { brands: BrandSummary[] }) {
  return (
    <ul class="brands">
      {brands.map((brand) => (
        <BrandRow key={brand.id} brand={brand} />
      ))}
    </ul>
  );
}

function BrandRow({ brand }: { brand: BrandSummary }) {
  const present = presentOf(brand, lately.value);
  const since = brand.since ? instant(brand.since) : null;
  return (
    <li>
      <div>
        <a class="name" href={brand.incidentId ? link('incidents', brand.incidentId) : link('brands', brand.id)}>
          {brand.name}
        </a>{' '}
        {brand.demo && <span class="tag">Demonstration</span>}
        <div class="detail">{brand.industry}</div>
      </div>
      <div>
        <State state={brand.state} />
        <div class="detail">
          {since !== null && `since ${moment(since, present)}, for ${duration(present - since)}`}
        </div>
      </div>
      <Spark
        spark={isSeen(brand) ? brand.spark : { ...brand.spark, observed: [] }}
        lastHour={brand.lastHour}
        isRaised={brand.incidentId !== null}
      />
      <LastHour brand={brand} />
    </li>
  );
}

function LastHour({ brand }: { brand: BrandSummary }) {
  const { observed, expected } = brand.lastHour;
  const isUnseen = !isSeen(brand);
  return (
    <div class="numbers">
      {isUnseen ? 'Not seen' : count(observed)} <span class="muted">in the last hour</span>
      <div class="detail">
        {[
          expected !== null ? `${count(expected)} expected` : isUnseen ? '' : 'expectation not known yet',
          brand.stale && !brand.demo ? 'stale' : '',
        ]
          .filter(Boolean)
          .join(', ')}
      </div>
    </div>
  );
}

// A brand that no source speaks of has no zero to show.
function isSeen({ state, lastHour, spark }: BrandSummary): boolean {
  return state === 'blind' ? lastHour.observed > 0 : spark.observed.some((value) => value !== null);
}

const order = ['watching', 'recovering', 'probable', 'confirmed'];

function gravity(incident: IncidentAnswer): number {
  return order.indexOf(incident.state) * 1e9 + incident.evidence.authors;
}

function headline(incidents: IncidentAnswer[], watched: BrandSummary[]): string {
  const grave = incidents.filter((incident) => incident.state !== 'watching');
  const names = listed([...new Set(grave.map((incident) => incident.brandName))]);
  if (grave.length > 0)
    return `${grave.length === 1 ? 'One incident is' : `${grave.length} incidents are`} open: ${names}.`;
  const blind = watched.filter((brand) => brand.state === 'blind');
  if (blind.length === watched.length && blind.length > 1)
    return 'No watched brand can be seen: no source can be read.';
  if (blind.length > 0) return `${listed(blind.map((brand) => brand.name))} cannot be seen: no source can be read.`;
  if (incidents.length > 0)
    return `Something may be starting at ${listed(incidents.map((incident) => incident.brandName))}.`;
  const learning = watched.filter((brand) => brand.state === 'learning').length;
  const note =
    learning > 0
      ? ` ${learning === watched.length ? 'What is normal is still being learned.' : `${learning} are still being learned.`}`
      : '';
  return `Nothing unusual at the ${watched.length} watched brands.${note}`;
}
