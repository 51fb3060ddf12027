import { signal } from '@preact/signals';

/** The present, epoch ms, moved once a second while the page is seen: relative times read from it tick by themselves. */
export const now = signal(Date.now());

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
