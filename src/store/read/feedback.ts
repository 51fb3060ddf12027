import { decidedByLabel } from '../../core/words/label.ts';
import type { Kind } from '../../core/words/report.ts';
import type { Database } from '../../ports/database.ts';

/** A labeled post, without its author. */
export interface LabeledPost extends Record<string, unknown> {
  text: string;
  lang: string | null;
  brand: string;
  fromBrand: boolean;
  kind: Kind;
  symptoms: string[];
  surfaces: string[];
}

/** Posts on which a person's verdict stands, oldest first. A post that is gone at its source has no report and no text here. */
export function streamLabeledPosts(database: Database, brand?: string): AsyncIterable<LabeledPost[]> {
  return database.stream<LabeledPost>(
    `SELECT p.text, p.lang, r.brand, p.from_brand AS "fromBrand", r.kind, r.symptoms, r.surfaces
     FROM report r JOIN post p ON p.id = r.post_id
     WHERE r.model = '${decidedByLabel}' AND p.deleted_at IS NULL AND p.text <> '' AND ($1::text IS NULL OR r.brand = $1)
     ORDER BY r.minute, r.post_id COLLATE "C", r.brand`,
    [brand ?? null],
    500,
  );
}
