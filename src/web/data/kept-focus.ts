import { type RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Where what had the focus is gone with what it did, the focus goes to the container: else the keyboard would begin at the top of the page. */
export function useKeptFocus<Container extends HTMLElement>(): RefObject<Container | null> {
  const container = useRef<Container>(null);
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const note = () => {
      last.current = document.activeElement;
    };
    const here = container.current;
    here?.addEventListener('focusin', note);
    return () => here?.removeEventListener('focusin', note);
  });
  useEffect(() => {
    const isLost = last.current && !last.current.isConnected && document.activeElement === document.body;
    if (!isLost) return;
    last.current = null;
    container.current?.focus();
  });
  return container;
}
