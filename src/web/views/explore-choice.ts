import type { Parameters } from '../data/api.ts';
import { bucketFor, bucketLengthsMs } from '../data/series.ts';

export const weekMs = 7 * 86_400_000;

export const ranges: Record<string, { label: string; ms: number }> = {
  '1h': { label: '1 hour', ms: 3_600_000 },
  '6h': { label: '6 hours', ms: 6 * 3_600_000 },
  '1d': { label: '1 day', ms: 86_400_000 },
  '7d': { label: '7 days', ms: weekMs },
  '28d': { label: '28 days', ms: 4 * weekMs },
};

const mostBuckets = 12_000;

/** Nothing was said online of any outage before. */
export const earliest = Date.UTC(2000, 0, 1);

export interface Choice {
  brand: string;
  /** Key of `ranges`; empty when from and to are set. */
  range: string;
  from: number;
  to: number;
  fromIso: string;
  /** Undefined: up to what is judged so far. */
  toIso: string | undefined;
  bucket: string;
  symptom: string;
  surface: string;
  area: string;
  source: string;
  compares: boolean;
}

/** Reads the address; what is missing or unreadable takes its usual value. */
export function choiceOf(query: URLSearchParams, brand: string, present: number): Choice {
  const from = Date.parse(query.get('from') ?? '');
  const to = Date.parse(query.get('to') ?? '');
  const isFixed = from >= earliest && from < to;
  const wantedRange = query.get('range') ?? '';
  const range = isFixed ? '' : wantedRange in ranges ? wantedRange : '6h';
  const moving = ranges[range]?.ms ?? 0;
  const start = isFixed ? from : Math.floor((present - moving) / 60_000) * 60_000;
  const end = isFixed ? to : start + moving;
  const wanted = query.get('bucket') ?? '';
  return {
    brand,
    range,
    from: start,
    to: end,
    fromIso: new Date(start).toISOString(),
    toIso: isFixed ? new Date(end).toISOString() : undefined,
    bucket: isUsable(wanted, end - start) ? wanted : bucketFor(end - start),
    symptom: query.get('symptom') ?? '',
    surface: query.get('surface') ?? '',
    area: query.get('area') ?? '',
    source: query.get('source') ?? '',
    compares: query.get('compare') === 'week',
  };
}

/** Whether a span can be drawn in buckets of this length: not in more points than a chart pans smoothly. */
export function isUsable(bucket: string, spanMs: number): boolean {
  return bucket in bucketLengthsMs && spanMs / bucketLengthsMs[bucket]! <= mostBuckets;
}

/** Query of /timeline for what is seen. */
export function parametersOf(choice: Choice): Parameters {
  const { brand, bucket, symptom, surface, area, source, fromIso, toIso } = choice;
  return { brand, from: fromIso, to: toIso, bucket, symptom, surface, area, source };
}

/** The same, moved by `shiftMs`, with half a span more on each side: panning then finds something there. */
export function widerParametersOf(choice: Choice, shiftMs = 0): Parameters {
  const { from, to, toIso } = choice;
  const marginMs = Math.floor((to - from) / 2 / 60_000) * 60_000;
  const iso = (at: number) => new Date(at + shiftMs).toISOString();
  const end = shiftMs === 0 && toIso === undefined ? undefined : iso(to + marginMs);
  return { ...parametersOf(choice), from: iso(from - marginMs), to: end };
}

/** A span in the address: fixed, in the bucket that was chosen. */
export function fixed(from: number, to: number): Record<string, string> {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), range: '' };
}

/** The span moved by a share of its length, or drawn out to twice of it; never beyond the present. */
export function movedSpan({ from, to }: Choice, share: number, present: number): { from: number; to: number } {
  const moved = Math.min(Math.round(((to - from) * share) / 60_000) * 60_000, Math.max(0, present - to));
  return { from: from + moved, to: to + moved };
}

export function widerSpan({ from, to }: Choice, present: number): { from: number; to: number } {
  const end = Math.min(Math.floor(present / 60_000) * 60_000, to + (to - from) / 2);
  return { from: Math.max(earliest, end - 2 * (to - from)), to: end };
}
