import { useMemo } from 'preact/hooks';
import type { AreasAnswer, BrandSummary, SessionAnswer, TimelineAnswer } from '../../http/schemas.ts';
import { Timeline } from '../charts/timeline.tsx';
import { address } from '../data/api.ts';
import { lately } from '../data/clock.ts';
import { mayLabel, mayRead } from '../data/may.ts';
import { useQuery } from '../data/query.ts';
import { adjust, route } from '../data/route.ts';
import { bucketLengthsMs, bucketsOf } from '../data/series.ts';
import { useTitle } from '../data/title.ts';
import { brandsOf, demonstrationSource, presentOf, sourcesInUse, type World } from '../live/world.ts';
import { ExplainPanel } from '../parts/explain-panel.tsx';
import { ExploreControls } from '../parts/explore-controls.tsx';
import { Waiting } from '../parts/notices.tsx';
import { PostList } from '../parts/post-list.tsx';
import { bucketWords } from '../parts/room-panels.tsx';
import { zoneName } from '../words/time.ts';
import { type Choice, choiceOf, fixed, weekMs, widerParametersOf } from './explore-choice.ts';

/** Any range, symptom, surface and area; the address keeps the choice. */
export function Explore({ world }: { world: World }) {
  const brands = brandsOf(world);
  const brand =
    brands.find((one) => one.id === route.value.query.get('brand')) ??
    brands.find((one) => one.incidentId) ??
    brands[0];
  if (!brand) return <Waiting what="Brands" error={world.brands.error} />;
  const used = brand.demo ? [demonstrationSource] : sourcesInUse(world).map(({ id }) => id);
  return <ExploreBrand key={brand.id} brand={brand} brands={brands} sources={used} session={world.session.data} />;
}

interface ExploreBrandProps {
  brand: BrandSummary;
  brands: BrandSummary[];
  sources: string[];
  session: SessionAnswer | null;
}

function ExploreBrand({ brand, brands, sources, session }: ExploreBrandProps) {
  useTitle(`Explore ${brand.name}`);
  const present = presentOf(brand, lately.value);
  const choice = choiceOf(route.value.query, brand.id, present);
  const span = { from: choice.fromIso, to: choice.toIso };
  const areas = useQuery<AreasAnswer>(address('areas', { brand: brand.id, ...span }), {
    topics: ['timeline'],
    brand: brand.id,
  });
  return (
    <div class="stack">
      <h1>Explore {brand.name}</h1>
      {brand.demo && <p class="muted">This is the demonstration: a scripted day of a made-up brand.</p>}
      <ExploreControls
        choice={choice}
        brands={brands}
        areas={areas.data?.items ?? []}
        present={present}
        sources={sources}
      />
      {areas.error && !areas.data && <Waiting what="Areas" error={areas.error} />}
      <section class="sheet" aria-label="Timeline">
        <ExploreTimeline choice={choice} />
      </section>
      {mayRead(session) && <ExplainPanel choice={choice} present={present} />}
      <div class="sheet">
        <PostList
          brand={brand.id}
          filter={{
            ...span,
            symptom: choice.symptom,
            surface: choice.surface,
            area: choice.area,
            source: choice.source,
          }}
          present={present}
          mayLabel={mayLabel(session)}
        />
      </div>
    </div>
  );
}

function ExploreTimeline({ choice }: { choice: Choice }) {
  const interest = { topics: ['timeline' as const], brand: choice.brand };
  const answer = useQuery<TimelineAnswer>(address('timeline', widerParametersOf(choice)), interest);
  const earlier = useQuery<TimelineAnswer>(
    choice.compares ? address('timeline', widerParametersOf(choice, -weekMs)) : null,
    interest,
  );
  const buckets = useMemo(() => (answer.data ? bucketsOf(answer.data) : []), [answer.data]);
  const before = useMemo(() => (earlier.data ? bucketsOf(earlier.data, weekMs) : undefined), [earlier.data]);
  if (!answer.data || answer.error?.status === 400) return <Waiting what="Timeline" error={answer.error} />;
  return (
    <Timeline
      title="People reporting a problem"
      note={`Distinct people per ${bucketWords(answer.data.bucket)}${choice.source ? `, only from ${choice.source}: what is normal is known for all sources together` : ''}. Times in ${zoneName(choice.to)}.`}
      buckets={buckets}
      bucketMs={bucketLengthsMs[answer.data.bucket] ?? 60_000}
      from={choice.from}
      to={choice.to}
      {...(choice.compares && before ? { earlier: before } : {})}
      onZoom={(from, to) => adjust({ ...fixed(from, to), bucket: '' })}
      onPan={(from, to) => adjust(fixed(from, to))}
    />
  );
}
