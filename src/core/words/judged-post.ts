import type { DropReason, Post } from './post.ts';
import type { Report } from './report.ts';

/** A post with everything that ingest found out about it, ready to be stored. */
export interface JudgedPost {
  post: Post;
  /** Salted one-way key of the author. */
  authorKey: string;
  /** Hash shared by near copies, '' for a text too short to tell. */
  fingerprint: string;
  outcome: 'kept' | DropReason;
  /** One per brand that the post speaks of; empty unless kept. */
  reports: Report[];
}
