import type { ComponentChildren } from 'preact';

/** Goes to a part of the same view and takes the focus there. A button, since the address after # is the route. */
export function Jump({ to, children }: { to: string; children: ComponentChildren }) {
  const go = () => {
    const part = document.getElementById(to);
    part?.scrollIntoView({ block: 'start' });
    part?.focus({ preventScroll: true });
  };
  return (
    <button type="button" class="button" onClick={go}>
      {children}
    </button>
  );
}
