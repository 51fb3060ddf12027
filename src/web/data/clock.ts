import { computed, signal } from '@preact/signals';

/** The present, epoch ms, moved once a second while the page is seen: relative times read from it tick by themselves. */
export const now = signal(Date.now());

/** The same in steps, for what is costly to draw: views say minutes, not seconds. */
export const lately = computed(() => Math.floor(now.value / 10_000) * 10_000);

export function tick(): () => void {
  const advance = () => {
    if (!document.hidden) now.value = Date.now();
  };
  const timer = setInterval(advance, 1_000);
  document.addEventListener('visibilitychange', advance);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', advance);
  };
}
