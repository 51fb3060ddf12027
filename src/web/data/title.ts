import { useEffect } from 'preact/hooks';

/** Names the view in the browser's tab and to a screen reader. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Outcry` : 'Outcry';
  }, [title]);
}
