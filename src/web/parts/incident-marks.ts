import type { IncidentDetail, TransitionAnswer } from '../../http/schemas.ts';
import type { Mark } from '../charts/timeline-marks.tsx';
import { nameOf } from '../words/symptom.ts';
import { instant } from '../words/time.ts';

const stepWords: Record<TransitionAnswer['to'], string> = {
  watching: 'watching',
  probable: 'probable',
  confirmed: 'confirmed',
  recovering: 'recovering',
  closed: 'over',
};

/** The first alert, then every step of the ladder. */
export function marksOf(incident: IncidentDetail): Mark[] {
  const first = [...incident.alerts].sort((a, b) => a.firstAt.localeCompare(b.firstAt))[0];
  const steps = incident.transitions
    .filter((step) => step.from !== step.to)
    .map(
      (step): Mark => ({
        at: instant(step.at),
        label: stepWords[step.to],
        tone: step.to === 'confirmed' ? 'alarm' : 'quiet',
      }),
    );
  if (!first) return steps;
  const label = first.symptom === '*' ? 'alert' : `alert: ${nameOf(first.symptom).toLowerCase()}`;
  return [{ at: instant(first.firstAt), label, tone: 'alarm' }, ...steps];
}
