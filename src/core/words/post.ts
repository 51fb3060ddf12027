/** A public post as fetched, before any judgement. Instants are epoch milliseconds (UTC). */
export interface Post {
  /** `source:nativeId`; the identity under which a repeated fetch, an edit or a deletion finds the post again. */
  id: string;
  /** Id of the configured source that delivered it, for example `bluesky` or `reddit`. */
  source: string;
  /** As the platform has it. It outlives the text, so where it would name the author it is a salted key instead. */
  nativeId: string;
  /** Author id as the platform gives it. It exists in memory only: the store keeps a salted hash. */
  author: string;
  text: string;
  createdAt: number;
  editedAt?: number;
  lang?: string;
  profileLocation?: string;
  geo?: GeoPoint;
  url?: string;
  /** Native id of the post that this one repeats unchanged. */
  repostOf?: string;
  /** People whom it may have reached, as its source tells: the author's followers, else those who reacted. */
  reach?: number;
  /** True when a brand's own account speaks. */
  fromBrand?: boolean;
  /** Ids of the brands whose own account it is: one, or several that share it. Absent where only `fromBrand` is stated. */
  speaksFor?: string[];
  /** True when the platform says that the post is gone: its text must go here too. */
  deleted?: boolean;
  /** Brand id when the source itself says whom the post is about (store review, report form, brand-bound feed). */
  aboutBrand?: string;
  /** What a review in an app store says besides its text. */
  app?: AppFacts;
  /** What a person chose in a form; it overrides the classifier. */
  stated?: StatedReport;
}

/** The app that a review is about, in Apple's store: the only one that is read. */
export interface AppFacts {
  /** As the store prints it; null where it tells none. */
  version: string | null;
  /** Of the store, ISO 3166-1 alpha-2. */
  country: string;
  /** Stars, 1..5. */
  rating: number;
}

/** A point on the sphere, degrees. */
export interface GeoPoint {
  lat: number;
  lon: number;
}

/** Answers that a person gave by choosing, not by writing. */
export interface StatedReport {
  kind: 'current' | 'resolved';
  symptoms: string[];
  surfaces: string[];
}

/** What became of a post at ingest. */
export type Outcome = { kept: true } | { kept: false; reason: DropReason };

/** Closed list of reasons for which a post is not counted. */
export type DropReason = 'no-brand' | 'repost' | 'near-copy' | 'deleted' | 'too-old' | 'in-future' | 'empty';
