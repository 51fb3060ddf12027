import { type Signal, useSignal } from '@preact/signals';
import type { TimelineBucket } from '../../core/words/series.ts';
import { describeBucket } from './bucket-words.ts';
import type { Scale } from './scale.ts';
import type { Hands } from './timeline-hands.ts';

interface Props {
  buckets: TimelineBucket[];
  bucketMs: number;
  x: Scale;
  height: number;
  top: number;
  bottom: number;
  /** Index of the bucket that is read. */
  cursor: Signal<number | null>;
  hands: Hands;
  onZoom: ((from: number, to: number) => void) | undefined;
}

/** Reads the chart by pointer, finger or arrow keys; drag, or Shift with arrows and Enter, zooms. Fingers pan and pinch. */
export function TimelinePointer(props: Props) {
  const { buckets, bucketMs, x, cursor, hands, onZoom } = props;
  const anchor = useSignal<number | null>(null);
  const dragging = useSignal(false);
  const last = buckets.length - 1;
  const indexAt = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const at = x.invert(event.clientX - box.left);
    return Math.max(0, Math.min(last, Math.floor((at - (buckets[0]?.at ?? 0)) / bucketMs)));
  };
  const zoom = () => {
    const [a, b] = [anchor.value, cursor.value];
    anchor.value = null;
    if (a === null || b === null || a === b || !onZoom) return;
    onZoom(buckets[Math.min(a, b)]!.at, buckets[Math.max(a, b)]!.at + bucketMs);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const here = cursor.value ?? last;
    const step = event.key === 'PageUp' || event.key === 'PageDown' ? Math.max(1, Math.round(last / 12)) : 1;
    const target = keyTarget(event.key, here, { step, last });
    if (target !== null) {
      if (event.shiftKey && onZoom) anchor.value ??= here;
      else anchor.value = null;
      cursor.value = target;
    } else if (event.key === 'Enter') zoom();
    else if (event.key === 'Escape') anchor.value = null;
    else return;
    event.preventDefault();
  };
  const spoken = describeBucket(buckets[cursor.value ?? last], buckets[last]?.at ?? 0);
  return (
    <div
      class="pointer"
      role="slider"
      tabIndex={0}
      aria-label={onZoom ? 'Read the timeline; hold Shift to select, Enter to zoom' : 'Read the timeline'}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, last)}
      aria-valuenow={cursor.value ?? Math.max(0, last)}
      aria-valuetext={spoken || 'nothing to read'}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        const hasMoved = isFinger(event) && hands.fingerMove(event);
        if (last >= 0) cursor.value = hasMoved ? null : indexAt(event);
      }}
      onPointerDown={(event) => {
        if (isFinger(event)) {
          hands.fingerDown(event);
          if (last >= 0) cursor.value = indexAt(event);
          return;
        }
        if (!onZoom || last < 0 || event.button !== 0) return;
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        dragging.value = true;
        anchor.value = indexAt(event);
      }}
      onPointerUp={(event) => {
        if (isFinger(event)) hands.fingerUp(event);
        if (dragging.value) zoom();
        dragging.value = false;
      }}
      onPointerCancel={(event) => {
        if (isFinger(event)) hands.fingerUp(event);
        dragging.value = false;
        anchor.value = null;
      }}
      onPointerLeave={(event) => {
        if (!dragging.value && !isFinger(event)) cursor.value = null;
      }}
    >
      <Selection {...props} anchor={anchor.value} />
    </div>
  );
}

function isFinger({ pointerType }: { pointerType: string }): boolean {
  return pointerType === 'touch';
}

function keyTarget(key: string, here: number, { step, last }: { step: number; last: number }): number | null {
  const targets: Record<string, number> = {
    ArrowLeft: here - 1,
    ArrowRight: here + 1,
    PageDown: here - step,
    PageUp: here + step,
    Home: 0,
    End: last,
  };
  const target = targets[key];
  return target === undefined || last < 0 ? null : Math.max(0, Math.min(last, target));
}

function Selection({ buckets, bucketMs, x, height, top, bottom, cursor, anchor }: Props & { anchor: number | null }) {
  const bucket = cursor.value === null ? undefined : buckets[cursor.value];
  if (!bucket) return null;
  const middle = x(bucket.at + bucketMs / 2);
  const other = anchor === null ? undefined : buckets[anchor];
  return (
    <svg class="chart" height={height} aria-hidden="true">
      {other && (
        <rect
          class="brush"
          x={x(Math.min(other.at, bucket.at))}
          y={top}
          width={x(Math.max(other.at, bucket.at) + bucketMs) - x(Math.min(other.at, bucket.at))}
          height={bottom - top}
        />
      )}
      <line class="cursor" x1={middle} x2={middle} y1={top} y2={bottom} />
    </svg>
  );
}
