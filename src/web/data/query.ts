import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError, getJson } from './api.ts';
import { onChange, type Topic } from './live.ts';

export interface Query<Answer> {
  data: Answer | null;
  error: ApiError | null;
  /** When the answer arrived, epoch ms. */
  readAt: number | null;
}

interface Interest {
  topics: Topic[];
  /** Only changes of this brand matter; absent: of any. */
  brand?: string | undefined;
  /** For what no event tells of: how often to look by itself. */
  everyMs?: number;
}

/** A first change is shown at once, and so is what the reader did; of a burst (a replay changes something every moment) one request in so many ms is enough. */
const gatherMs = 100;
const spacingMs = 2_000;
/** Without any event the page still looks by itself. */
const pollMs = 45_000;

/** Reads an address, again whenever what it shows has changed. The last good answer stays while a newer one is on its way; when that fails, only an answer to the same question stays. */
export function useQuery<Answer>(url: string | null, { topics, brand, everyMs = pollMs }: Interest): Query<Answer> {
  const state = useSignal<Query<Answer>>({ data: null, error: null, readAt: null });
  const interest = useRef({ topics, brand });
  interest.current = { topics, brand };
  const answered = useRef('');
  useEffect(() => {
    if (!url) return;
    const abort = new AbortController();
    let gather: ReturnType<typeof setTimeout> | undefined;
    let isBusy = false;
    let isDirty = false;
    let isUrgent = false;
    let refreshedAt = 0;
    const load = async (atOnce = false) => {
      if (isBusy) {
        isDirty = true;
        isUrgent ||= atOnce;
        return;
      }
      isBusy = true;
      const next = await attempt<Answer>(url, abort.signal);
      isBusy = false;
      if (abort.signal.aborted) return;
      const kept = answered.current === url ? state.peek().data : null;
      state.value = next.error ? { ...state.peek(), data: kept, error: next.error } : next;
      if (!next.error) answered.current = url;
      if (isDirty) {
        const again = isUrgent;
        isDirty = false;
        isUrgent = false;
        schedule(again);
      }
    };
    const schedule = (atOnce = false) => {
      if (gather !== undefined && !atOnce) return;
      clearTimeout(gather);
      const waitMs = atOnce ? 0 : Math.max(gatherMs, refreshedAt + spacingMs - Date.now());
      gather = setTimeout(() => {
        gather = undefined;
        refreshedAt = Date.now();
        if (!document.hidden) void load(atOnce);
      }, waitMs);
    };
    const stopListening = onChange((change, isOwn) => {
      const { topics, brand } = interest.current;
      const isOurs = change.brands.length === 0 || !brand || change.brands.includes(brand);
      if (isOurs && change.what.some((topic) => topics.includes(topic))) schedule(isOwn);
    });
    const poll = setInterval(() => schedule(), everyMs);
    const onSeen = () => {
      if (!document.hidden) schedule();
    };
    document.addEventListener('visibilitychange', onSeen);
    void load();
    return () => {
      abort.abort();
      clearTimeout(gather);
      clearInterval(poll);
      document.removeEventListener('visibilitychange', onSeen);
      stopListening();
    };
  }, [url, state, everyMs]);
  return state.value;
}

async function attempt<Answer>(url: string, signal: AbortSignal): Promise<Query<Answer>> {
  try {
    return { data: await getJson<Answer>(url, signal), error: null, readAt: Date.now() };
  } catch (fault) {
    const error = fault instanceof ApiError ? fault : new ApiError(0, 'unreachable', 'The server cannot be reached.');
    return { data: null, error, readAt: null };
  }
}
