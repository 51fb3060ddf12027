import type { SurfaceId } from '../../core/words/surface.ts';
import type { AlertAnswer, IncidentDetail, TransitionAnswer } from '../../http/schemas.ts';
import type { Mark } from '../charts/timeline-marks.tsx';
import { nameOf, surfaceNames } from '../words/symptom.ts';
import { instant } from '../words/time.ts';

const stepWords: Record<TransitionAnswer['to'], string> = {
  watching: 'watching',
  probable: 'probable',
  confirmed: 'confirmed',
  recovering: 'recovering',
  closed: 'over',
};

/** The first alert of each kind, every step of the ladder, and the brand's own words. */
export function marksOf(incident: IncidentDetail): Mark[] {
  const inOrder = [...incident.alerts].sort((a, b) => a.firstAt.localeCompare(b.firstAt));
  const firsts = inOrder.filter((alert, i) => inOrder.findIndex(({ method }) => method === alert.method) === i);
  const alerts = firsts.map((alert): Mark => ({ at: instant(alert.firstAt), label: alertWords(alert), tone: 'alarm' }));
  const steps = incident.transitions
    .filter((step) => step.from !== step.to)
    .map(
      (step): Mark => ({
        at: instant(step.at),
        label: stepWords[step.to],
        tone: step.to === 'confirmed' ? 'alarm' : 'quiet',
      }),
    );
  const { firstWordAt, allClearAt } = incident.official;
  const said: Mark[] = [
    ...(firstWordAt ? [{ at: instant(firstWordAt), label: 'acknowledged', tone: 'quiet' as const }] : []),
    ...(allClearAt ? [{ at: instant(allClearAt), label: 'all-clear', tone: 'quiet' as const }] : []),
  ];
  return [...alerts, ...steps, ...said];
}

function alertWords({ method, symptom, surface, area, areaName }: AlertAnswer): string {
  if (method === 'official') return 'official word';
  if (method === 'spatial') return `alert: ${areaName}`;
  const where =
    method !== 'strata'
      ? ''
      : area === '*'
        ? ` on ${surfaceNames[surface as SurfaceId] ?? surface}`
        : ` in ${areaName}`;
  return symptom === '*' ? 'alert' : `alert: ${nameOf(symptom).toLowerCase()}${where}`;
}
