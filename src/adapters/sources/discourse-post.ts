import { z } from 'zod';
import { isoInstant, said } from './items.ts';

/** A post as a forum gives it, in a listing or alone. */
export const forumPost = z.object({
  id: z.number().int().positive(),
  username: said,
  created_at: isoInstant,
  updated_at: isoInstant.nullish(),
  version: z.number().nullish(),
  raw: z.string().nullish(),
  cooked: z.string(),
  topic_title: z.string().nullish(),
  topic_slug: z.string().nullish(),
  topic_id: z.number().int().nullish(),
  post_number: z.number().int().nullish(),
});
export type ForumPost = z.output<typeof forumPost>;
