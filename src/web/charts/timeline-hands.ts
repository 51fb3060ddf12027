import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Finger, type Ground, type Seen, seenUnder, shifted, stretched } from './timeline-gesture.ts';

/** So long after the last turn of the wheel the new span is taken over. */
const settleMs = 250;
/** A finger that moves less only touches. */
const slackPixels = 6;
const minuteMs = 60_000;

type Move = ((from: number, to: number) => void) | undefined;

export interface Hands {
  /** What is seen while a hand moves the chart; null when it rests. */
  moved: Signal<Seen | null>;
  onWheel: (event: WheelEvent) => void;
  fingerDown: (event: PointerEvent) => void;
  /** Whether the chart has moved with it. */
  fingerMove: (event: PointerEvent) => boolean;
  fingerUp: (event: PointerEvent) => void;
}

/** Wheel and fingers move the span: at once on the screen, when they rest in the address. */
export function useHands(span: Seen & Ground, moves: { onPan: Move; onZoom: Move }): Hands {
  const moved = useSignal<Seen | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef({ ...span, ...moves });
  latest.current = { ...span, ...moves };
  const touch = useRef({ fingers: new Map<number, Finger>(), base: span as Seen });
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = () => {
    const seen = moved.value;
    moved.value = null;
    if (seen) takeOver(latest.current, seen);
  };
  /** The gesture goes on from what is seen now, with the fingers where they are. */
  const beginAnew = () => {
    touch.current.base = moved.value ?? { from: latest.current.from, to: latest.current.to };
    for (const finger of touch.current.fingers.values()) finger.start = finger.now;
  };
  return {
    moved,
    onWheel(event) {
      const { from, to, onPan } = latest.current;
      const next = onPan && turned(moved.value ?? { from, to }, event, latest.current);
      if (!next) return;
      event.preventDefault();
      moved.value = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(settle, settleMs);
    },
    fingerDown(event) {
      const at = pixelOf(event);
      touch.current.fingers.set(event.pointerId, { start: at, now: at });
      beginAnew();
    },
    fingerMove(event) {
      const { fingers, base } = touch.current;
      const finger = fingers.get(event.pointerId);
      if (!finger) return false;
      finger.now = pixelOf(event);
      const isMove = fingers.size > 1 ? latest.current.onZoom : latest.current.onPan;
      const isSlack = !moved.value && Math.abs(finger.now - finger.start) < slackPixels;
      if (!isMove || isSlack) return false;
      moved.value = seenUnder(base, [...fingers.values()].slice(0, 2), latest.current);
      return true;
    },
    fingerUp(event) {
      touch.current.fingers.delete(event.pointerId);
      if (touch.current.fingers.size === 0) settle();
      else beginAnew();
    },
  };
}

/** A span of the same length was panned, another one zoomed. */
function takeOver({ from, to, onPan, onZoom }: Seen & { onPan: Move; onZoom: Move }, seen: Seen): void {
  const round = (at: number) => Math.round(at / minuteMs) * minuteMs;
  const byMs = round(seen.from - from);
  if (Math.abs(seen.to - seen.from - (to - from)) > minuteMs) onZoom?.(round(seen.from), round(seen.to));
  else if (byMs !== 0) onPan?.(from + byMs, to + byMs);
}

/** A sideways turn of the wheel, or one with Shift, pans; one with Ctrl, which is also what a pinch on a touchpad sends, zooms. */
function turned(seen: Seen, event: WheelEvent, ground: Ground): Seen | null {
  if (event.ctrlKey) return stretched(seen, Math.exp(event.deltaY / 200), { pixel: pixelOf(event), ground });
  const by = event.deltaX || (event.shiftKey ? event.deltaY : 0);
  return by === 0 ? null : shifted(seen, (by / Math.max(1, ground.width)) * (seen.to - seen.from));
}

function pixelOf(event: MouseEvent): number {
  return event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
}
