import { decidedByForm, decidedByLabel, type StandingVerdict } from '../../core/words/label.ts';
import type { Queryable } from '../../ports/database.ts';
import { appFacts, type WithApp } from './app-facts.ts';

/** A stored post with the verdict that a model gave it. */
export interface JudgedText extends StandingVerdict, WithApp {
  postId: string;
  brand: string;
  minute: number;
  text: string;
  lang: string | null;
  fromBrand: boolean;
}

export interface JudgedTextPage {
  brands: string[];
  /** Minutes. */
  range: { from: number; to: number };
  /** Reports of this model are left out; null leaves none out. */
  exceptModel: string | null;
  after: { minute: number; postId: string; brand: string } | null;
  limit: number;
}

/** In order of time, held for the caller's transaction. What a person decided is no model's to judge, so it isn't among them. */
export async function lockJudgedTexts(tx: Queryable, page: JudgedTextPage): Promise<JudgedText[]> {
  const { after } = page;
  return tx.query<JudgedText & Record<string, unknown>>(
    `SELECT r.post_id AS "postId", r.brand, r.minute, p.text, p.lang, p.from_brand AS "fromBrand",
       r.kind, r.p_current AS "pCurrent", r.symptoms, r.surfaces, r.model, ${appFacts}
     FROM report r JOIN post p ON p.id = r.post_id
     WHERE r.brand = ANY($1::text[]) AND r.minute >= $2 AND r.minute < $3 AND p.deleted_at IS NULL
       AND r.model NOT IN ('${decidedByForm}', '${decidedByLabel}') AND ($4::text IS NULL OR r.model <> $4)
       AND ($5::int4 IS NULL OR (r.minute, r.post_id, r.brand) > ($5, $6, $7))
     ORDER BY r.minute, r.post_id, r.brand LIMIT $8 FOR UPDATE OF r`,
    [
      page.brands,
      page.range.from,
      page.range.to,
      page.exceptModel,
      after?.minute ?? null,
      after?.postId ?? '',
      after?.brand ?? '',
      page.limit,
    ],
  );
}
