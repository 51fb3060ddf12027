import type { HandlingAnswer } from '../../http/handling-schemas.ts';
import type { IncidentDetail, SessionAnswer } from '../../http/schemas.ts';
import type { CommsAnswer } from '../../http/statement-shapes.ts';
import type { Mark } from '../charts/timeline-marks.tsx';
import { instant } from '../words/time.ts';
import { address } from './api.ts';
import { mayRead } from './may.ts';
import { useQuery } from './query.ts';

/** What people did about an incident, on its timeline: who took it on, and what was told to customers. */
export function usePeopleMarks(incident: IncidentDetail | null, session: SessionAnswer | null): Mark[] {
  const path = incident && mayRead(session) ? `incidents/${encodeURIComponent(incident.id)}` : null;
  const interest = { topics: ['incidents' as const], brand: incident?.brand };
  const handling = useQuery<HandlingAnswer>(path && address(`${path}/handling`), interest);
  const comms = useQuery<CommsAnswer>(path && address(`${path}/comms`), interest);
  const taken = (handling.data?.acknowledgments ?? []).map(
    ({ at, name }): Mark => ({ at: instant(at), label: `${name} on it`, tone: 'quiet' }),
  );
  const said = (comms.data?.statements ?? []).flatMap(({ approvedAt }): Mark[] =>
    approvedAt ? [{ at: instant(approvedAt), label: 'statement', tone: 'quiet' }] : [],
  );
  return [...taken, ...said];
}
