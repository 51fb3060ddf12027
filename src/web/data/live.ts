import { signal } from '@preact/signals';
import type { Changed } from '../../http/schemas.ts';

export type Topic = Changed['what'][number];
export type Connection = 'connecting' | 'live' | 'lost';

/** Whether changes reach this page by themselves. */
export const connection = signal<Connection>('connecting');
/** Since when they don't, epoch ms. */
export const lostAt = signal<number | null>(null);

type Change = Pick<Changed, 'what' | 'brands'>;
type Listener = (change: Change, isOwn: boolean) => void;
const listeners = new Set<Listener>();
const everything: Topic[] = ['brands', 'incidents', 'timeline', 'reports', 'sources'];
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For what was changed from here: nobody waits for the event to come back, nor for the next turn of what changes all the time. */
export function tellOwn(change: Change): void {
  for (const listener of listeners) listener(change, true);
}

function tell(change: Change): void {
  for (const listener of listeners) listener(change, false);
}

/**
 * Listens until the page goes; after a loss all is refreshed, since what was missed is unknown. A page out of sight
 * hangs up: a browser grants a server six connections, and tabs in the background would use them up.
 */
export function listen(url = '/api/v1/events'): () => void {
  let events: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const hangUp = () => {
    clearTimeout(timer);
    events?.close();
    events = null;
  };
  const open = () => {
    hangUp();
    events = new EventSource(url);
    events.onopen = () => {
      if (connection.value === 'lost') tell({ what: everything, brands: [] });
      failures = 0;
      connection.value = 'live';
      lostAt.value = null;
    };
    events.addEventListener('changed', (event) => tell(JSON.parse((event as MessageEvent<string>).data) as Changed));
    events.onerror = () => {
      hangUp();
      connection.value = 'lost';
      lostAt.value ??= Date.now();
      timer = setTimeout(open, Math.min(longestRetryMs, firstRetryMs * 2 ** failures++) * (0.75 + Math.random() / 2));
    };
  };
  const onSight = () => {
    if (document.hidden) {
      hangUp();
      connection.value = 'connecting';
    } else if (!events) open();
  };
  const onOnline = () => {
    failures = 0;
    open();
  };
  if (!document.hidden) open();
  addEventListener('online', onOnline);
  document.addEventListener('visibilitychange', onSight);
  return () => {
    removeEventListener('online', onOnline);
    document.removeEventListener('visibilitychange', onSight);
    hangUp();
  };
}
