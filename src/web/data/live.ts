import { signal } from '@preact/signals';
import type { Changed } from '../../http/schemas.ts';

export type Topic = Changed['what'][number];
export type Connection = 'connecting' | 'live' | 'lost';

/** Whether changes reach this page by themselves. */
export const connection = signal<Connection>('connecting');
/** Since when they don't, epoch ms. */
export const lostAt = signal<number | null>(null);

type Listener = (change: Pick<Changed, 'what' | 'brands'>) => void;
const listeners = new Set<Listener>();
const everything: Topic[] = ['brands', 'incidents', 'timeline', 'reports', 'sources'];
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(change: Parameters<Listener>[0]): void {
  for (const listener of listeners) listener(change);
}

/** Listens until the page goes; each new connection refreshes all, since what was missed is unknown. */
export function listen(url = '/api/v1/events'): () => void {
  let events: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const open = () => {
    events = new EventSource(url);
    events.onopen = () => {
      if (connection.value === 'lost') tell({ what: everything, brands: [] });
      failures = 0;
      connection.value = 'live';
      lostAt.value = null;
    };
    events.addEventListener('changed', (event) => tell(JSON.parse((event as MessageEvent<string>).data) as Changed));
    events.onerror = () => {
      events?.close();
      connection.value = 'lost';
      lostAt.value ??= Date.now();
      clearTimeout(timer);
      timer = setTimeout(open, Math.min(longestRetryMs, firstRetryMs * 2 ** failures++) * (0.75 + Math.random() / 2));
    };
  };
  const retryNow = () => {
    if (connection.value !== 'lost') return;
    clearTimeout(timer);
    failures = 0;
    open();
  };
  open();
  addEventListener('online', retryNow);
  return () => {
    removeEventListener('online', retryNow);
    clearTimeout(timer);
    events?.close();
  };
}
