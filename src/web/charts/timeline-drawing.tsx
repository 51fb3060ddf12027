import { useMemo } from 'preact/hooks';
import type { TimelineBucket } from '../../core/words/series.ts';
import { count } from '../words/number.ts';
import { clock, day, month } from '../words/time.ts';
import { describeBucket } from './bucket-words.ts';
import { Hatch } from './hatch.tsx';
import { countTicks, linear, type Scale, timeTicks } from './scale.ts';
import { type Drawing, excessArea, expectedBand, expectedLine, gaps, observedLine, thin } from './series-paths.ts';
import type { TimelineProps } from './timeline.tsx';
import type { Seen } from './timeline-gesture.ts';
import { TimelineMarks } from './timeline-marks.tsx';

interface Props extends TimelineProps {
  /** Buckets within the span; `buckets` may hold more on both sides. */
  shown: TimelineBucket[];
  /** The scale while nothing is panned: the paths are made for it, and moved as a whole. */
  rest: Scale;
  /** The scale as it is seen now. */
  x: Scale;
  /** The span that is seen now. */
  seen: Seen;
  width: number;
  height: number;
  top: number;
  bottom: number;
  hatch: string;
}

const inset = { left: 40, right: 8, bottom: 24 };

/** The lines and areas; the paths are made anew only when the series or the size changes. */
export function TimelineDrawing(props: Props) {
  const { buckets, shown, bucketMs, from, to, earlier, rest, x, seen, width, height, top, bottom, hatch } = props;
  const { ticks, y, lines } = useMemo(() => {
    const ticks = countTicks(highest([...shown, ...(earlier ?? []).filter(({ at }) => at >= from && at < to)]));
    const y = linear([0, ticks.at(-1)!], [bottom, top]);
    return { ticks, y, lines: linesOf({ buckets: thin(buckets, rest), bucketMs, x: rest, y }, earlier) };
  }, [buckets, shown, earlier, bucketMs, from, to, width, top, bottom]);
  const name = useMemo(() => summary(props.title, shown, to), [props.title, shown, to]);
  const gapHeight = bottom - top;
  return (
    <svg class="chart" height={height} viewBox={`0 0 ${Math.max(1, width)} ${height}`} role="img" aria-label={name}>
      <Hatch id={hatch} />
      <Axes x={x} y={y} ticks={ticks} from={seen.from} to={seen.to} width={width} height={height} />
      <clipPath id={`${hatch}-clip`}>
        <rect x={inset.left} y={0} width={Math.max(0, width - inset.left - inset.right)} height={height} />
      </clipPath>
      <g clip-path={`url(#${hatch}-clip)`}>
        <g class="series" transform={movement(rest, x, { from, to })}>
          {lines.gaps.map((gap) => (
            <g key={gap.x} data-gap>
              <rect x={gap.x} y={top} width={gap.width} height={gapHeight} fill={`url(#${hatch})`} />
              <rect class="gap-edge" x={gap.x} y={top} width={gap.width} height={gapHeight} />
            </g>
          ))}
          <path class="band" d={lines.band} />
          <path class="excess" d={lines.excess} />
          <path class="expected" d={lines.expected} />
          {earlier && <path class="earlier" d={lines.earlier} />}
          <path class="observed" d={lines.observed} />
        </g>
      </g>
      <TimelineMarks
        x={x}
        top={top}
        bottom={bottom}
        onset={props.onset ?? null}
        marks={props.marks ?? []}
        right={width}
      />
    </svg>
  );
}

/** Moves and stretches what was drawn for the scale at rest. */
function movement(rest: Scale, x: Scale, { from, to }: Seen): string {
  const stretch = (x(to) - x(from)) / Math.max(1, rest(to) - rest(from));
  return `matrix(${stretch.toFixed(5)} 0 0 1 ${(x(from) - stretch * rest(from)).toFixed(1)} 0)`;
}

function linesOf(drawing: Drawing, earlier: TimelineBucket[] | undefined) {
  return {
    gaps: gaps(drawing),
    band: expectedBand(drawing),
    excess: excessArea(drawing),
    expected: expectedLine(drawing),
    observed: observedLine(drawing),
    earlier: earlier ? observedLine({ ...drawing, buckets: thin(earlier, drawing.x) }) : '',
  };
}

const dayMs = 86_400_000;
/** Over so long, ticks are months on any width of the chart, and a day without its year says too little. */
const longMs = 300 * dayMs;

interface AxesProps {
  x: (at: number) => number;
  y: (value: number) => number;
  ticks: number[];
  from: number;
  to: number;
  width: number;
  height: number;
}

function Axes({ x, y, ticks, from, to, width, height }: AxesProps) {
  const times = timeTicks(from, to, Math.max(2, Math.floor(width / 90)));
  const daily = to - from > 2 * dayMs;
  const tickText = (at: number) => {
    if (to - from > longMs) return month(at);
    return daily || new Date(at).getHours() + new Date(at).getMinutes() === 0 ? day(at) : clock(at);
  };
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
            {tickText(at)}
          </text>
        </g>
      ))}
    </g>
  );
}

function highest(buckets: TimelineBucket[]): number {
  return buckets.reduce((top, b) => Math.max(top, b.observed, b.upper ?? 0), 4);
}

function summary(title: string, shown: TimelineBucket[], to: number): string {
  const peak = shown.reduce<TimelineBucket | undefined>(
    (top, b) => (b.observed > (top?.observed ?? -1) ? b : top),
    undefined,
  );
  return peak ? `${title}. Highest at ${describeBucket(peak, to)}.` : `${title}. Nothing in this range.`;
}
