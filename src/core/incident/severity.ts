import type { Incident, Transition } from '../words/incident.ts';

export const severities = ['info', 'warning', 'error', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Whether a pager's alert ends with this step: the incident is over, or goes on as part of a failure that several brands share. */
export function endsAlert({ to, incident }: Pick<Transition, 'to' | 'incident'>): boolean {
  return to === 'closed' || incident.parent !== undefined;
}

/**
 * How urgent an incident is, in the four words that pagers share: watching and what is over `info`, probable and
 * recovering `warning`, confirmed `critical`, or `error` while it is shown to be regional.
 */
export function severityOf({ state, scope }: Pick<Incident, 'state' | 'scope'>): Severity {
  switch (state) {
    case 'watching':
    case 'closed':
      return 'info';
    case 'probable':
    case 'recovering':
      return 'warning';
    case 'confirmed':
      return scope === 'regional' ? 'error' : 'critical';
  }
}
