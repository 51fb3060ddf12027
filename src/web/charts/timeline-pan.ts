import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** So long after the last turn of the wheel the new span is taken over. */
const settleMs = 250;

interface Panning {
  /** How far the drawing is shifted, ms; later is positive. */
  shift: Signal<number>;
  onWheel: (event: WheelEvent) => void;
}

interface Span {
  from: number;
  to: number;
  /** Width of the span in pixels. */
  width: number;
}

/** A sideways turn of the wheel, or one with Shift, moves the span: at once on the screen, when it rests in the address. */
export function usePanning(span: Span, onMove: ((from: number, to: number) => void) | undefined): Panning {
  const shift = useSignal(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef({ ...span, onMove });
  latest.current = { ...span, onMove };
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = () => {
    const { from, to, onMove } = latest.current;
    const moved = Math.round(shift.value / 60_000) * 60_000;
    shift.value = 0;
    if (moved !== 0) onMove?.(from + moved, to + moved);
  };
  const onWheel = (event: WheelEvent) => {
    const turned = event.deltaX || (event.shiftKey ? event.deltaY : 0);
    if (!latest.current.onMove || turned === 0) return;
    event.preventDefault();
    const { from, to, width } = latest.current;
    shift.value += (turned / Math.max(1, width)) * (to - from);
    clearTimeout(timer.current);
    timer.current = setTimeout(settle, settleMs);
  };
  return { shift, onWheel };
}
