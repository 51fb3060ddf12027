import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** Width of an element in CSS pixels, as it changes; 0 until it is laid out. */
export function useElementWidth<T extends Element>() {
  const ref = useRef<T>(null);
  const width = useSignal(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver((entries) => {
      width.value = Math.floor(entries[0]!.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [width]);
  return { ref, width };
}
