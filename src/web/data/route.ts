import { computed, signal } from '@preact/signals';

/** Where the person is, in the part of the address after #: it works from any server and a link keeps it. */
const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

export interface Route {
  view: string;
  id: string;
  query: URLSearchParams;
}

export const route = computed<Route>(() => {
  const [path = '', query = ''] = hash.value.replace(/^#\/?/, '').split('?');
  const [view = '', id = ''] = path.split('/');
  return { view, id: decodeURIComponent(id), query: new URLSearchParams(query) };
});

export function link(view: string, id = '', query: Record<string, string> = {}): string {
  const kept = Object.entries(query).filter(([, value]) => value !== '');
  const text = new URLSearchParams(kept).toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ''}${text ? `?${text}` : ''}`;
}

/** Changes the query in place: settings of one view are one step of the history. */
export function adjust(changes: Record<string, string>): void {
  const { view, id, query } = route.peek();
  const next = { ...Object.fromEntries(query), ...changes };
  history.replaceState(null, '', link(view, id, next));
  hash.value = location.hash;
}
