import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { TimelineBucket } from '../../core/words/series.ts';
import { count } from '../words/number.ts';
import { clock, day, moment } from '../words/time.ts';
import { describeBucket } from './bucket-words.ts';
import { useElementWidth } from './element-width.ts';
import { Figure } from './figure.tsx';
import { Hatch } from './hatch.tsx';
import { countTicks, linear, timeTicks } from './scale.ts';
import { excessArea, expectedBand, expectedLine, gaps, observedLine, thin } from './series-paths.ts';
import { type Mark, type OnsetSpan, TimelineMarks } from './timeline-marks.tsx';
import { TimelinePointer } from './timeline-pointer.tsx';

export interface TimelineProps {
  title: string;
  note?: string;
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
}

const height = 260;
/** `top` leaves room for the words of marks. */
const inset = { left: 40, right: 8, bottom: 24 };
const topOf = (marks: Mark[] | undefined) => (marks && marks.length > 0 ? 50 : 12);

/** Reports over time against the band in which they normally lie. */
export function Timeline(props: TimelineProps) {
  const { ref, width } = useElementWidth<HTMLDivElement>();
  const hatch = useId();
  const cursor = useSignal<number | null>(null);
  const { buckets, bucketMs, from, to } = props;
  const top = topOf(props.marks);
  const x = linear([from, to], [inset.left, Math.max(inset.left + 1, width.value - inset.right)]);
  const ticks = countTicks(highest([...buckets, ...(props.earlier ?? [])]));
  const y = linear([0, ticks.at(-1)!], [height - inset.bottom, top]);
  const drawing = { buckets: thin(buckets, x), bucketMs, x, y };
  return (
    <Figure title={props.title} note={props.note} table={tableOf(buckets)}>
      <div ref={ref} class={`chart-area ${props.onZoom ? 'can-brush' : ''}`}>
        <svg
          class="chart"
          height={height}
          viewBox={`0 0 ${Math.max(1, width.value)} ${height}`}
          role="img"
          aria-label={summary(props)}
        >
          <Hatch id={hatch} />
          <Axes x={x} y={y} ticks={ticks} from={from} to={to} width={width.value} />
          {gaps(drawing).map((gap) => (
            <g key={gap.x} data-gap>
              <rect x={gap.x} y={top} width={gap.width} height={height - top - inset.bottom} fill={`url(#${hatch})`} />
              <rect class="gap-edge" x={gap.x} y={top} width={gap.width} height={height - top - inset.bottom} />
            </g>
          ))}
          <path class="band" d={expectedBand(drawing)} />
          <path class="excess" d={excessArea(drawing)} />
          <path class="expected" d={expectedLine(drawing)} />
          {props.earlier && <path class="earlier" d={observedLine({ ...drawing, buckets: thin(props.earlier, x) })} />}
          <path class="observed" d={observedLine(drawing)} />
          <TimelineMarks
            x={x}
            top={top}
            bottom={height - inset.bottom}
            onset={props.onset ?? null}
            marks={props.marks ?? []}
            right={width.value}
          />
        </svg>
        <TimelinePointer
          buckets={buckets}
          bucketMs={bucketMs}
          x={x}
          height={height}
          top={top}
          bottom={height - inset.bottom}
          cursor={cursor}
          onZoom={props.onZoom}
        />
      </div>
      <p class="readout" aria-hidden="true">
        {describeBucket(cursor.value === null ? undefined : buckets[cursor.value], to) || (
          <span class="muted">
            {props.onZoom ? 'Point at the chart to read it, drag to zoom.' : 'Point at the chart to read it.'}
          </span>
        )}
      </p>
      <TimelineLegend hatch={hatch} hasEarlier={Boolean(props.earlier)} hasOnset={Boolean(props.onset)} />
    </Figure>
  );
}

interface AxesProps {
  x: (at: number) => number;
  y: (value: number) => number;
  ticks: number[];
  from: number;
  to: number;
  width: number;
}

function Axes({ x, y, ticks, from, to, width }: AxesProps) {
  const times = timeTicks(from, to, Math.max(2, Math.floor(width / 90)));
  const daily = to - from > 2 * 86_400_000;
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            class={tick === 0 ? 'axis' : 'grid'}
            x1={inset.left}
            x2={Math.max(0, width - inset.right)}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text x={inset.left - 8} y={y(tick) + 4} text-anchor="end">
            {count(tick)}
          </text>
        </g>
      ))}
      {times.map((at) => (
        <g key={at}>
          <line class="axis" x1={x(at)} x2={x(at)} y1={height - inset.bottom} y2={height - inset.bottom + 4} />
          <text x={x(at)} y={height - 6} text-anchor="middle">
            {daily || new Date(at).getHours() + new Date(at).getMinutes() === 0 ? day(at) : clock(at)}
          </text>
        </g>
      ))}
    </g>
  );
}

function TimelineLegend({ hatch, hasEarlier, hasOnset }: { hatch: string; hasEarlier: boolean; hasOnset: boolean }) {
  return (
    <div class="legend" aria-hidden="true">
      <span>
        <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
          <path class="observed" d="M0 6H28" />
        </svg>
        people reporting
      </span>
      <span>
        <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
          <rect class="band" width="28" height="12" />
          <path class="expected" d="M0 6H28" />
        </svg>
        expected, 19 of 20 times
      </span>
      {hasOnset && (
        <span>
          <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
            <rect class="onset" width="28" height="12" />
            <line class="onset-line" x1="14" x2="14" y1="0" y2="12" />
          </svg>
          when it began
        </span>
      )}
      {hasEarlier && (
        <span>
          <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
            <path class="earlier" d="M1 6H28" />
          </svg>
          a week before
        </span>
      )}
      <span>
        <svg class="chart" viewBox="0 0 28 12" aria-hidden="true">
          <rect width="28" height="12" fill={`url(#${hatch})`} />
        </svg>
        no source could be read
      </span>
    </div>
  );
}

function highest(buckets: TimelineBucket[]): number {
  return buckets.reduce((top, b) => Math.max(top, b.observed, b.upper ?? 0), 4);
}

function summary({ title, buckets, to }: TimelineProps): string {
  const peak = buckets.reduce<TimelineBucket | undefined>(
    (top, b) => (b.observed > (top?.observed ?? -1) ? b : top),
    undefined,
  );
  return peak ? `${title}. Highest at ${describeBucket(peak, to)}.` : `${title}. Nothing in this range.`;
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
