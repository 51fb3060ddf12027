import { useEffect } from 'preact/hooks';
import type { BrandSummary, IncidentAnswer, List } from '../../http/schemas.ts';
import { address } from '../data/api.ts';
import { brandInAddress } from '../data/brand-in-address.ts';
import { lately } from '../data/clock.ts';
import { useQuery } from '../data/query.ts';
import { presentOf } from '../live/world.ts';
import { Waiting } from '../parts/notices.tsx';
import { TimelinePanel } from '../parts/room-panels.tsx';
import { count } from '../words/number.ts';
import { State } from '../words/state.tsx';
import { ago, clock, instant, moment } from '../words/time.ts';
import { History } from './history.tsx';

const shownMs = 24 * 3_600_000;

/** What anybody may know about a brand, on one quiet page. */
export function StatusPage() {
  const id = brandInAddress();
  const path = `brands/${encodeURIComponent(id)}`;
  const answer = useQuery<BrandSummary>(address(path), { topics: [] });
  const incidents = useQuery<List<IncidentAnswer>>(address('incidents', { brand: id, limit: 20 }), { topics: [] });
  const brand = answer.data;
  useEffect(() => {
    document.title = brand ? `${brand.name} status` : 'Status';
  });
  if (!brand) {
    return (
      <main class="narrow">
        <Waiting what="Status" error={answer.error} />
      </main>
    );
  }
  const present = presentOf(brand, lately.value);
  const from = Math.floor((present - shownMs) / 900_000) * 900_000;
  const past = (incidents.data?.items ?? []).filter((incident) => incident.state === 'closed');
  return (
    <main class="narrow stack">
      <Verdict brand={brand} present={present} isOld={answer.error !== null} />
      <section class="sheet" aria-label="Last 24 hours">
        <TimelinePanel span={{ brand: id, from }} present={present} />
      </section>
      <History incidents={past} present={present} />
      <footer class="muted small stack tight">
        <p>Drawn from what people say in public. It is not a statement by {brand.name}.</p>
        <p>
          <a href={`/report/${encodeURIComponent(id)}`}>Report a problem</a>
        </p>
      </footer>
    </main>
  );
}

function Verdict({ brand, present, isOld }: { brand: BrandSummary; present: number; isOld: boolean }) {
  const { observed, expected } = brand.lastHour;
  return (
    <header class="stack tight verdict">
      <p class="row">
        <strong>{brand.name}</strong>
        {brand.demo && <span class="tag">Demonstration, not a real brand</span>}
      </p>
      <State state={brand.state} />
      <h1>
        <bdi>{brand.sentence}</bdi>
      </h1>
      <p class="muted numbers" role="status">
        As of {clock(instant(brand.asOf))}
        {!brand.demo && ` (${ago(instant(brand.asOf), present)})`}
        {(brand.stale || isOld) && !brand.demo && ': this is not the present'}. {count(observed)} reports in the last
        hour
        {expected !== null && `, ${count(expected)} expected`}
        {brand.since && `. Began ${moment(instant(brand.since), present)}`}.
      </p>
    </header>
  );
}
