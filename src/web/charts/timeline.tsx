import { type Signal, useSignal } from '@preact/signals';
import { useId, useMemo } from 'preact/hooks';
import type { TimelineBucket } from '../../core/words/series.ts';
import { count } from '../words/number.ts';
import { day, moment } from '../words/time.ts';
import { describeBucket } from './bucket-words.ts';
import { useElementWidth } from './element-width.ts';
import { Figure } from './figure.tsx';
import { linear } from './scale.ts';
import { TimelineDrawing } from './timeline-drawing.tsx';
import { useHands } from './timeline-hands.ts';
import { TimelineLegend } from './timeline-legend.tsx';
import type { Mark, OnsetSpan } from './timeline-marks.tsx';
import { TimelinePointer } from './timeline-pointer.tsx';

export interface TimelineProps {
  title: string;
  note?: string;
  /** May reach beyond the span on both sides, so that there is something to pan to. */
  buckets: TimelineBucket[];
  bucketMs: number;
  from: number;
  to: number;
  /** The same hours of an earlier week, already shifted onto these. */
  earlier?: TimelineBucket[];
  onset?: OnsetSpan | null;
  marks?: Mark[];
  /** Called with the chosen span, epoch ms; without it there is no brush. */
  onZoom?: (from: number, to: number) => void;
  /** Called with the span that was panned to; without it the chart stays where it is. */
  onPan?: (from: number, to: number) => void;
}

const height = 280;
/** `top` leaves room for the words of marks. */
const inset = { left: 40, right: 8, bottom: 24 };
const topOf = (marks: Mark[] | undefined) => (marks && marks.length > 0 ? 66 : 12);

/** Reports over time against the band in which they normally lie. */
export function Timeline(props: TimelineProps) {
  const { ref, width } = useElementWidth<HTMLDivElement>();
  const cursor = useSignal<number | null>(null);
  const hatch = useId();
  const { buckets, bucketMs, from, to } = props;
  const ends: [number, number] = [inset.left, Math.max(inset.left + 1, width.value - inset.right)];
  const hands = useHands(
    { from, to, left: ends[0], width: ends[1] - ends[0] },
    { onPan: props.onPan, onZoom: props.onZoom },
  );
  const seen = hands.moved.value ?? { from, to };
  const shown = useMemo(
    () => buckets.filter(({ at }) => at + bucketMs > from && at < to),
    [buckets, bucketMs, from, to],
  );
  const frame = { height, top: topOf(props.marks), bottom: height - inset.bottom };
  const x = linear([seen.from, seen.to], ends);
  return (
    <Figure title={props.title} note={props.note} table={() => tableOf(shown)}>
      <div ref={ref} class={`chart-area ${props.onZoom ? 'can-brush' : ''}`} onWheel={hands.onWheel}>
        <TimelineDrawing
          {...props}
          {...frame}
          shown={shown}
          rest={linear([from, to], ends)}
          x={x}
          seen={seen}
          hatch={hatch}
          width={width.value}
        />
        <TimelinePointer
          {...frame}
          x={x}
          buckets={shown}
          bucketMs={bucketMs}
          cursor={cursor}
          hands={hands}
          onZoom={props.onZoom}
        />
      </div>
      <Readout buckets={shown} cursor={cursor} to={to} canZoom={Boolean(props.onZoom)} canPan={Boolean(props.onPan)} />
      <TimelineLegend hatch={hatch} hasEarlier={Boolean(props.earlier)} hasOnset={Boolean(props.onset)} />
    </Figure>
  );
}

interface ReadoutProps {
  buckets: TimelineBucket[];
  cursor: Signal<number | null>;
  to: number;
  canZoom: boolean;
  canPan: boolean;
}

/** Apart from the drawing, so that moving the pointer redraws one line of text and no path. */
function Readout({ buckets, cursor, to, canZoom, canPan }: ReadoutProps) {
  const words = describeBucket(cursor.value === null ? undefined : buckets[cursor.value], to);
  return (
    <p class="readout" aria-hidden="true">
      {words || <span class="muted">{advice(canZoom, canPan)}</span>}
    </p>
  );
}

function advice(canZoom: boolean, canPan: boolean): string {
  const byFinger = matchMedia('(pointer: coarse)').matches;
  const read = byFinger ? 'Tap the chart to read it' : 'Point at the chart to read it';
  if (!canZoom) return `${read}.`;
  if (!byFinger) return `${read}, drag to zoom.`;
  return canPan ? `${read}; drag to move, pinch to zoom.` : `${read}, pinch to zoom.`;
}

function tableOf(buckets: TimelineBucket[]) {
  const last = buckets.at(-1)?.at ?? 0;
  const shown = buckets.slice(-1000);
  return {
    head: ['From', 'Reporting', 'Expected', 'Low', 'High', 'Mentions'],
    rows: shown.map((b) => {
      const cells = [b.expected, b.lower, b.upper].map((value) => (value === null ? 'not known' : count(value)));
      return [
        `${day(b.at)}, ${moment(b.at, last).replace(/^.*, /, '')}`,
        b.exposure <= 0 ? 'not seen' : count(b.observed),
        ...cells,
        count(b.mentions),
      ];
    }),
  };
}
