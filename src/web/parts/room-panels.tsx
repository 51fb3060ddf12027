import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type {
  AreasAnswer,
  BreakdownRow,
  IncidentAnswer,
  List,
  StoreAnswer,
  TimelineAnswer,
} from '../../http/schemas.ts';
import { Bars } from '../charts/bars.tsx';
import { Timeline } from '../charts/timeline.tsx';
import type { Mark, OnsetSpan } from '../charts/timeline-marks.tsx';
import { address } from '../data/api.ts';
import { useLater } from '../data/later.ts';
import { useQuery } from '../data/query.ts';
import { bucketFor, bucketLengthsMs, bucketsOf } from '../data/series.ts';
import { count } from '../words/number.ts';
import { nameOf } from '../words/symptom.ts';
import { instant, zoneName } from '../words/time.ts';
import { Waiting } from './notices.tsx';
import { TopAreas } from './top-areas.tsx';

/** A span of a brand; without `to` it ends at what is judged so far. */
export interface Span {
  brand: string;
  from: number;
  to?: number | undefined;
}

export function spanParameters({ brand, from, to }: Span) {
  return { brand, from: iso(from), to: to === undefined ? undefined : iso(to) };
}

/** The span without its brand. */
export function rangeOf(span: Span) {
  const { from, to } = spanParameters(span);
  return { from, to };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

interface TimelinePanelProps {
  span: Span;
  present: number;
  onset?: OnsetSpan;
  marks?: Mark[];
  onZoom?: (from: number, to: number) => void;
}

export function TimelinePanel({ span, present, onset, marks, onZoom }: TimelinePanelProps) {
  const bucket = bucketFor((span.to ?? present) - span.from);
  const answer = useQuery<TimelineAnswer>(address('timeline', { ...spanParameters(span), bucket }), {
    topics: ['timeline'],
    brand: span.brand,
  });
  const buckets = useMemo(() => (answer.data ? bucketsOf(answer.data) : []), [answer.data]);
  if (!answer.data) return <Waiting what="Timeline" error={answer.error} />;
  return (
    <Timeline
      title="People reporting a problem"
      note={`Distinct people per ${bucketWords(bucket)}, against what is normal at this time of the week. Times in ${zoneName(present)}.`}
      buckets={buckets}
      bucketMs={bucketLengthsMs[answer.data.bucket] ?? 60_000}
      from={instant(answer.data.from)}
      to={instant(answer.data.to)}
      onset={onset ?? null}
      marks={marks ?? []}
      {...(onZoom ? { onZoom } : {})}
    />
  );
}

export function bucketWords(bucket: string): string {
  return { '1m': 'minute', '5m': '5 minutes', '15m': '15 minutes', '1h': 'hour', '1d': 'day' }[bucket] ?? bucket;
}

interface BreakdownPanelProps {
  span: Span;
  by: 'symptom' | 'surface';
  title: string;
}

export function BreakdownPanel({ span, by, title }: BreakdownPanelProps) {
  const answer = useQuery<List<BreakdownRow>>(address('breakdown', { ...spanParameters(span), by }), {
    topics: ['reports', 'timeline'],
    brand: span.brand,
  });
  if (!answer.data) return <Waiting what={title} error={answer.error} />;
  const bars = answer.data.items
    .map((row) => ({ id: row.key, label: nameOf(row.key), value: row.observed, share: row.share }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
  return <Bars title={title} unit="Reports" bars={bars} empty="Nothing reported in this range." />;
}

interface MapPanelProps {
  span: Span;
  chosen?: string[];
  region?: IncidentAnswer['region'];
  hours?: string;
}

export function MapPanel({ span, chosen, region, hours = '' }: MapPanelProps) {
  const Picture = useLater(loadUsMap)?.UsMap;
  const layer = useStores(span.brand);
  const answer = useQuery<AreasAnswer>(address('areas', spanParameters(span)), {
    topics: ['reports', 'timeline'],
    brand: span.brand,
  });
  if (!answer.data || !Picture) return <Waiting what="Map" error={answer.error} />;
  return (
    <>
      <Picture areas={answer.data} chosen={chosen ?? []} region={region ?? null} stores={layer.shown} hours={hours} />
      {layer.all.length > 0 && (
        <label class="row">
          <input type="checkbox" checked={layer.on.value} onChange={() => (layer.on.value = !layer.on.value)} />
          Stores ({count(layer.all.length)})
        </label>
      )}
      <TopAreas areas={answer.data.items} />
    </>
  );
}

/** The brand's stores, shown when somebody wants to see them. */
function useStores(brand: string) {
  const on = useSignal(false);
  const all =
    useQuery<List<StoreAnswer>>(address('stores', { brand }), { topics: ['brands'], brand }).data?.items ?? [];
  return { on, all, shown: on.value ? all : [] };
}

/** The outlines of the states come when a map is first asked for, not with the first view. */
const loadUsMap = () => import('../charts/us-map.tsx');
