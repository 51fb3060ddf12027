import { useId } from 'preact/hooks';
import type { BrandSummary } from '../../http/schemas.ts';
import { count } from '../words/number.ts';
import { Hatch } from './hatch.tsx';
import { linear } from './scale.ts';
import { excessArea, expectedLine, gaps, observedLine } from './series-paths.ts';

const width = 176;
const height = 36;

interface Props extends Pick<BrandSummary, 'spark' | 'lastHour'> {
  /** An incident is open: only then is what exceeds the expectation more than chance. */
  isRaised: boolean;
}

/** The last hour against what is expected, as small as a word. */
export function Spark({ spark, lastHour, isRaised }: Props) {
  const id = useId();
  const buckets = fiveMinutes(spark);
  const top = Math.max(8, ...buckets.map((b) => Math.max(b.observed, b.expected ?? 0)));
  const from = buckets[0]?.at ?? 0;
  const drawing = {
    buckets,
    bucketMs: 5,
    x: linear([from, from + 60], [0, width]),
    y: linear([0, top], [height - 1, 2]),
  };
  const expected = lastHour.expected === null ? 'expectation not known yet' : `${count(lastHour.expected)} expected`;
  return (
    <svg
      class="chart spark"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Last hour: ${count(lastHour.observed)} reports, ${expected}`}
    >
      <Hatch id={id} />
      <line class="grid" x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
      {gaps(drawing).map((gap) => (
        <rect key={gap.x} x={gap.x} y="0" width={gap.width} height={height} fill={`url(#${id})`} />
      ))}
      {isRaised && <path class="excess" d={excessArea(drawing)} />}
      <path class="expected" d={expectedLine(drawing)} vector-effect="non-scaling-stroke" />
      <path class="observed" d={observedLine(drawing)} vector-effect="non-scaling-stroke" />
    </svg>
  );
}

/** Twelve steps of five minutes: single minutes of few reports are noise to the eye. */
function fiveMinutes(spark: BrandSummary['spark']) {
  return Array.from({ length: 12 }, (_, i) => {
    const observed = spark.observed.slice(i * 5, i * 5 + 5).filter((value) => value !== null);
    const expected = spark.expected.slice(i * 5, i * 5 + 5).filter((value) => value !== null);
    const mean = expected.length > 0 ? (sum(expected) / expected.length) * 5 : null;
    return {
      at: i * 5,
      observed: sum(observed),
      mentions: 0,
      expected: mean,
      lower: mean,
      upper: mean,
      excess: null,
      exposure: observed.length / 5,
    };
  });
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
