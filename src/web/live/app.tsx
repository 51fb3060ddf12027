import { useEffect, useRef } from 'preact/hooks';
import type { BrandSummary, List, SessionAnswer, SourceAnswer } from '../../http/schemas.ts';
import { address } from '../data/api.ts';
import { useQuery } from '../data/query.ts';
import { route } from '../data/route.ts';
import { Masthead } from '../parts/masthead.tsx';
import { LostNotice } from '../parts/notices.tsx';
import { SignedIn } from '../parts/signed-in.tsx';
import { BrandRoom } from '../views/brand-room.tsx';
import { Explore } from '../views/explore.tsx';
import { IncidentRoom } from '../views/incident-room.tsx';
import { Overview } from '../views/overview.tsx';
import { isLaterView, LaterView } from './later-view.tsx';
import type { World } from './world.ts';

export function App() {
  const brands = useQuery<List<BrandSummary>>(address('brands'), { topics: ['brands', 'incidents', 'timeline'] });
  const sources = useQuery<List<SourceAnswer>>(address('sources'), { topics: ['sources'] });
  const session = useQuery<SessionAnswer>(address('session'), { topics: [] });
  const world: World = { brands, sources, session };
  return (
    <>
      <button type="button" class="skip button" onClick={skipToMain}>
        Skip to content
      </button>
      <Masthead world={world} />
      <main id="main" class="frame" tabIndex={-1}>
        <LostNotice world={world} />
        <View world={world} />
      </main>
      <SignedIn session={session.data} />
    </>
  );
}

// A button, since the address after # is the route and a jump through it would leave the view.
function skipToMain(): void {
  document.getElementById('main')?.focus();
}

function View({ world }: { world: World }) {
  const { view, id } = route.value;
  useFocusOnArrival(`${view}/${id}`);
  if (view === 'incidents' || view === 'incident') return <IncidentRoom key={id} id={id} world={world} />;
  if (view === 'brands' || view === 'brand') return <BrandRoom key={id} id={id} world={world} />;
  if (view === 'explore') return <Explore world={world} />;
  if (isLaterView(view)) return <LaterView key={view} name={view} world={world} />;
  return <Overview world={world} />;
}

/** A new view takes the focus, as a new page would: keyboard and screen reader begin at its top. */
function useFocusOnArrival(place: string): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [place]);
}
