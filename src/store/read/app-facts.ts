import type { AppFacts } from '../../core/words/post.ts';

/** What the review `post p` says of its app besides the text; null for other posts. */
export const appFacts = `CASE WHEN p.app_rating IS NOT NULL THEN
    json_build_object('version', p.app_version, 'country', p.app_country, 'rating', p.app_rating) END AS app`;

export interface WithApp {
  app: AppFacts | null;
}
