import type { Kind } from './report.ts';

/** What a post says, without how sure anybody is of it. */
export interface Reading {
  kind: Kind;
  symptoms: string[];
  surfaces: string[];
}

/** A verdict as it stands on a report. */
export interface StandingVerdict extends Reading {
  pCurrent: number;
  /** `name@version` of the model, `stated` for a form, `person` for a label. */
  model: string;
}

/** A person's correction of one report. */
export interface Label extends Reading {
  id: number;
  postId: string;
  brand: string;
  at: number;
  /** Id of the key that was used, or who sat at the machine. */
  actor: string;
  reason: string;
  /** The verdict that was corrected; it comes back when the label is withdrawn. */
  old: StandingVerdict;
  withdrawnAt: number | null;
  withdrawnBy: string | null;
}

/** Stands in place of a model's name where a person's word decides: chosen in a form, or a label. No model judges these anew. */
export const decidedByForm = 'stated';
export const decidedByLabel = 'person';
