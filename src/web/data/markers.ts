import type { MarkerAnswer } from '../../http/routes/markers.ts';
import type { SessionAnswer } from '../../http/schemas.ts';
import type { Mark } from '../charts/timeline-marks.tsx';
import { instant } from '../words/time.ts';
import { address } from './api.ts';
import { mayRead } from './may.ts';
import { useQuery } from './query.ts';

const longestLabel = 24;

/** Deploys and promotions of a span, for people who may know of them. */
export function useMarkers(
  span: { brand: string; from: number; to?: number | undefined } | null,
  session: SessionAnswer | null,
): Mark[] {
  const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
  const url = span && mayRead(session) ? address('markers', { brand: span.brand, from: iso(span.from), to: iso(span.to) }) : null;
  const { data } = useQuery<{ items: MarkerAnswer[] }>(url, { topics: ['timeline'], brand: span?.brand });
  if (!url) return [];
  return (data?.items ?? []).map(({ at, kind, note }) => ({ at: instant(at), label: labelOf(kind, note), tone: 'quiet' }));
}

function labelOf(kind: string, note: string): string {
  const text = kind === 'other' ? note : `${kind}: ${note}`;
  return text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;
}
