import type { Label, StandingVerdict } from '../core/words/label.ts';
import type { Kind } from '../core/words/report.ts';
import type { Queryable } from '../ports/database.ts';

interface LabelRow extends Record<string, unknown> {
  id: number;
  post_id: string;
  brand: string;
  at: number;
  actor: string;
  reason: string;
  kind: Kind;
  symptoms: string[];
  surfaces: string[];
  old_kind: Kind;
  old_p_current: number;
  old_symptoms: string[];
  old_surfaces: string[];
  old_model: string;
  withdrawn_at: number | null;
  withdrawn_by: string | null;
}

/** The verdict of a report, held for the caller's transaction; null where there is no such report. */
export async function lockVerdict(tx: Queryable, postId: string, brand: string): Promise<StandingVerdict | null> {
  const [row] = await tx.query<StandingVerdict & Record<string, unknown>>(
    `SELECT kind, p_current AS "pCurrent", symptoms, surfaces, model FROM report WHERE post_id = $1 AND brand = $2 FOR UPDATE`,
    [postId, brand],
  );
  return row ?? null;
}

export async function insertLabel(
  tx: Queryable,
  label: Omit<Label, 'id' | 'withdrawnAt' | 'withdrawnBy'>,
): Promise<Label> {
  const { old } = label;
  const [row] = await tx.query<LabelRow>(
    `INSERT INTO label (post_id, brand, at, actor, reason, kind, symptoms, surfaces, old_kind, old_p_current, old_symptoms, old_surfaces, old_model)
     VALUES ($1, $2, $3, $4, $5, $6, $7::text[], $8::text[], $9, $10, $11::text[], $12::text[], $13) RETURNING *`,
    [
      label.postId,
      label.brand,
      label.at,
      label.actor,
      label.reason,
      label.kind,
      label.symptoms,
      label.surfaces,
      old.kind,
      old.pCurrent,
      old.symptoms,
      old.surfaces,
      old.model,
    ],
  );
  return labelFrom(row!);
}

export async function findLabel(tx: Queryable, id: number): Promise<Label | null> {
  const [row] = await tx.query<LabelRow>('SELECT * FROM label WHERE id = $1', [id]);
  return row ? labelFrom(row) : null;
}

/** The label of a report that nobody has withdrawn. */
export async function findStandingLabel(tx: Queryable, postId: string, brand: string): Promise<Label | null> {
  const [row] = await tx.query<LabelRow>(
    'SELECT * FROM label WHERE post_id = $1 AND brand = $2 AND withdrawn_at IS NULL',
    [postId, brand],
  );
  return row ? labelFrom(row) : null;
}

/** Null when it was withdrawn already. */
export async function markWithdrawn(
  tx: Queryable,
  of: { id: number; at: number; actor: string },
): Promise<Label | null> {
  const [row] = await tx.query<LabelRow>(
    'UPDATE label SET withdrawn_at = $2, withdrawn_by = $3 WHERE id = $1 AND withdrawn_at IS NULL RETURNING *',
    [of.id, of.at, of.actor],
  );
  return row ? labelFrom(row) : null;
}

export interface LabelPage {
  brand?: string;
  postId?: string;
  /** Withdrawn ones too. */
  all: boolean;
  limit: number;
  /** Only labels before this id. */
  before?: number;
}

/** Newest first. */
export async function readLabels(database: Queryable, page: LabelPage): Promise<Label[]> {
  const rows = await database.query<LabelRow>(
    `SELECT * FROM label WHERE ($1::text IS NULL OR brand = $1) AND ($2::text IS NULL OR post_id = $2)
       AND ($3 OR withdrawn_at IS NULL) AND ($4::int8 IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
    [page.brand ?? null, page.postId ?? null, page.all, page.before ?? null, page.limit],
  );
  return rows.map(labelFrom);
}

function labelFrom(row: LabelRow): Label {
  return {
    id: row.id,
    postId: row.post_id,
    brand: row.brand,
    at: row.at,
    actor: row.actor,
    reason: row.reason,
    kind: row.kind,
    symptoms: row.symptoms,
    surfaces: row.surfaces,
    old: {
      kind: row.old_kind,
      pCurrent: row.old_p_current,
      symptoms: row.old_symptoms,
      surfaces: row.old_surfaces,
      model: row.old_model,
    },
    withdrawnAt: row.withdrawn_at,
    withdrawnBy: row.withdrawn_by,
  };
}
