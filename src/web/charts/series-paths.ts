import type { TimelineBucket } from '../../core/words/series.ts';
import type { Scale } from './scale.ts';

export interface Drawing {
  buckets: TimelineBucket[];
  bucketMs: number;
  x: Scale;
  y: Scale;
}

/** Keeps the highest bucket of each pixel column: a peak must not vanish when 10,000 points meet 800 pixels. */
export function thin(buckets: TimelineBucket[], x: Scale): TimelineBucket[] {
  if (buckets.length < 2 || x(buckets[1]!.at) - x(buckets[0]!.at) >= 1) return buckets;
  const kept: TimelineBucket[] = [];
  let column = Number.NaN;
  for (const bucket of buckets) {
    const here = Math.floor(x(bucket.at));
    if (here !== column) {
      kept.push(bucket);
      column = here;
    } else if (bucket.observed > kept.at(-1)!.observed) kept[kept.length - 1] = bucket;
  }
  return kept;
}

/** Stretches of neighbors for which `holds`; what lies between them is not drawn, never drawn as zero. */
export function stretches(buckets: TimelineBucket[], holds: (bucket: TimelineBucket) => boolean): TimelineBucket[][] {
  const found: TimelineBucket[][] = [];
  let open = false;
  for (const bucket of buckets) {
    if (!holds(bucket)) open = false;
    else if (open) found.at(-1)!.push(bucket);
    else {
      found.push([bucket]);
      open = true;
    }
  }
  return found;
}

/** A staircase: each bucket is as wide as its time. */
function stairs(
  run: TimelineBucket[],
  drawing: Drawing,
  value: (bucket: TimelineBucket) => number,
): [number, number][] {
  return run.flatMap((bucket, i): [number, number][] => {
    const end = run[i + 1]?.at ?? bucket.at + drawing.bucketMs;
    const height = drawing.y(value(bucket));
    return [
      [drawing.x(bucket.at), height],
      [drawing.x(end), height],
    ];
  });
}

function path(points: [number, number][]): string {
  return `M${points.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join('L')}`;
}

function ribbon(top: [number, number][], bottom: [number, number][]): string {
  return `${path([...top, ...bottom.reverse()])}Z`;
}

const seen = (bucket: TimelineBucket) => bucket.exposure > 0;
const judged = (bucket: TimelineBucket) => bucket.expected !== null && bucket.lower !== null && bucket.upper !== null;

export function observedLine(drawing: Drawing): string {
  return stretches(drawing.buckets, seen)
    .map((run) => path(stairs(run, drawing, (b) => b.observed)))
    .join('');
}

export function expectedLine(drawing: Drawing): string {
  return stretches(drawing.buckets, judged)
    .map((run) => path(stairs(run, drawing, (b) => b.expected!)))
    .join('');
}

export function expectedBand(drawing: Drawing): string {
  return stretches(drawing.buckets, judged)
    .map((run) =>
      ribbon(
        stairs(run, drawing, (b) => b.upper!),
        stairs(run, drawing, (b) => b.lower!),
      ),
    )
    .join('');
}

/** What exceeds the band: the part that an alert rests on. */
export function excessArea(drawing: Drawing): string {
  return stretches(drawing.buckets, (b) => seen(b) && judged(b) && b.observed > b.upper!)
    .map((run) =>
      ribbon(
        stairs(run, drawing, (b) => b.observed),
        stairs(run, drawing, (b) => b.upper!),
      ),
    )
    .join('');
}

/** Spans in which no source could be read. */
export function gaps(drawing: Drawing): { x: number; width: number }[] {
  return stretches(drawing.buckets, (b) => b.exposure <= 0).map((run) => {
    const start = drawing.x(run[0]!.at);
    return { x: start, width: Math.max(1, drawing.x(run.at(-1)!.at + drawing.bucketMs) - start) };
  });
}
