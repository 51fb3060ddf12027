import type { SessionAnswer } from '../../http/schemas.ts';
import type { TelemetryAnswer, TelemetryVerdictAnswer } from '../../http/telemetry-shapes.ts';
import type { Mark } from '../charts/timeline-marks.tsx';
import { instant } from '../words/time.ts';
import { address } from './api.ts';
import { mayRead } from './may.ts';
import { useQuery } from './query.ts';

/** What the brand's own telemetry says of an incident, for people who may know of it. */
export function useVerdict(incidentId: string, brand: string | undefined, session: SessionAnswer | null) {
  const url = mayRead(session) ? address(`incidents/${encodeURIComponent(incidentId)}/telemetry`) : null;
  return useQuery<TelemetryVerdictAnswer>(url, { topics: ['sources', 'incidents'], brand });
}

/** The brands' own signals, of one brand or all. */
export function useTelemetry(session: SessionAnswer | null, brand?: string) {
  const url = mayRead(session) ? address('telemetry', { brand }) : null;
  return useQuery<TelemetryAnswer>(url, { topics: ['sources', 'incidents'], brand });
}

/** When the own telemetry saw it, and when it saw the end. */
export function telemetryMarks(verdict: TelemetryVerdictAnswer | null): Mark[] {
  const marks = [
    { at: verdict?.onsetAt, label: 'telemetry bad' },
    { at: verdict?.recoveredAt, label: 'telemetry well' },
  ];
  return marks.flatMap(({ at, label }) => (at ? [{ at: instant(at), label, tone: 'quiet' as const }] : []));
}
