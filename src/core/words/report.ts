import type { Place } from './place.ts';
import type { SurfaceId } from './surface.ts';
import type { OwnSymptomId, SymptomId } from './symptom.ts';

/** What kind of talk a post is. Only `current` ones drive a spike. `ack`: the organisation itself admits a fault. */
export const kinds = ['current', 'resolved', 'ack', 'chatter', 'none'] as const;
export type Kind = (typeof kinds)[number];

/** A label with its calibrated probability, 0..1. */
export interface Likely<Id extends string> {
  id: Id;
  p: number;
}

/** The classifier's answer for one post. `scores` are calibrated and sum to 1. */
export interface Verdict {
  lang: string;
  kind: Kind;
  scores: Record<Kind, number>;
  symptoms: Likely<SymptomId>[];
  surfaces: Likely<SurfaceId>[];
  /** True when the model declines to decide: unsupported language or no class clear enough. */
  abstained: boolean;
}

/** A post judged for one brand: the unit that is counted. */
export interface Report {
  postId: string;
  brand: string;
  source: string;
  kind: Kind;
  /** Probability of `current`, 0..1. */
  pCurrent: number;
  symptoms: (SymptomId | OwnSymptomId)[];
  surfaces: SurfaceId[];
  place: Place | null;
  /** Salted one-way key of the author. */
  authorKey: string;
  /** Hash shared by near copies of a text. */
  fingerprint: string;
  /** Minutes since the epoch (UTC) of the post's own time. */
  minute: number;
  /** `name@version` of the model that judged. */
  model: string;
  /** True where the brand's own account speaks: no mention by people, and no report of theirs, whatever it says. */
  own?: boolean;
}
