import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** What is only loaded when it is first looked at; null until then. `load` must stay the same function. */
export function useLater<Part extends object>(load: () => Promise<Part>): Part | null {
  const loaded = useSignal<Part | null>(null);
  useEffect(() => {
    void load().then((part) => {
      loaded.value = part;
    });
  }, [load, loaded]);
  return loaded.value;
}
