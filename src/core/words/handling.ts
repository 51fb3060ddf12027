/** Was it an outage? A person's answer, afterwards or during. */
export const incidentVerdicts = ['true', 'false-alarm', 'unsure'] as const;
export type IncidentVerdict = (typeof incidentVerdicts)[number];

/** Somebody has taken an incident on. It ends with the incident: a reopened one must be taken on anew. */
export interface Acknowledgment {
  at: number;
  /** As the person calls themselves. */
  name: string;
  note: string;
  /** True until the incident closes. */
  standing: boolean;
}

export interface Judgment {
  at: number;
  name: string;
  verdict: IncidentVerdict;
  reason: string;
  /** When it really began, if the person knows, epoch ms. */
  realOnsetAt: number | null;
}

/** An outage that no incident was raised for. */
export interface MissedOutage {
  id: number;
  brand: string;
  beganAt: number;
  note: string;
  at: number;
  name: string;
}
