import { decidedByLabel, type Label, type Reading } from '../core/words/label.ts';
import type { Kind } from '../core/words/report.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { writeAudit } from '../store/audit.ts';
import { findLabel, findStandingLabel, insertLabel, lockVerdict, markWithdrawn } from '../store/labels.ts';
import { replaceVerdicts } from '../store/reports.ts';

interface LabelTools {
  database: Database;
  clock: Clock;
  /** Who asks, for the label and the audit. */
  actor: string;
  authorWindowMinutes: number;
}

/** A correction; what isn't given stays as the report has it. */
export interface Correction {
  postId: string;
  brand: string;
  kind: Kind;
  symptoms?: string[] | undefined;
  surfaces?: string[] | undefined;
  reason: string;
}

/**
 * Puts a person's verdict on a report and keeps the one that it corrects. A second label takes the place of the first; what
 * it keeps is still the model's verdict. Null where there is no such report.
 */
export async function relabel(tools: LabelTools, correction: Correction): Promise<Label | null> {
  const { postId, brand, reason } = correction;
  const { actor } = tools;
  const at = tools.clock.now();
  return tools.database.transaction(async (tx) => {
    const present = await lockVerdict(tx, postId, brand);
    if (!present) return null;
    const former = await findStandingLabel(tx, postId, brand);
    if (former) await markWithdrawn(tx, { id: former.id, at, actor });
    const old = former && present.model === decidedByLabel ? former.old : present;
    const reading = readingOf(correction, present);
    const label = await insertLabel(tx, { postId, brand, at, actor, reason, ...reading, old });
    const verdict = { ...reading, pCurrent: Number(reading.kind === 'current'), model: decidedByLabel };
    await replaceVerdicts(tx, [{ postId, brand, ...verdict }], tools.authorWindowMinutes);
    await audit(tx, 'report-labeled', label);
    return label;
  });
}

/**
 * Takes a label back: the report has the corrected verdict again, unless its post was edited or labeled anew since. The
 * label stays on record. Null where no such label stands.
 */
export async function withdrawLabel(tools: LabelTools, id: number): Promise<Label | null> {
  return tools.database.transaction(async (tx) => {
    const found = await findLabel(tx, id);
    if (!found) return null;
    const present = await lockVerdict(tx, found.postId, found.brand);
    const label = await markWithdrawn(tx, { id, at: tools.clock.now(), actor: tools.actor });
    if (!label) return null;
    const { postId, brand, old } = label;
    if (present?.model === decidedByLabel)
      await replaceVerdicts(tx, [{ postId, brand, ...old }], tools.authorWindowMinutes);
    await audit(tx, 'label-withdrawn', label);
    return label;
  });
}

/** A problem shows in some way, `other` if nobody says how; what is no problem has neither symptom nor surface. */
function readingOf({ kind, symptoms, surfaces }: Correction, present: Reading): Reading {
  if (kind === 'chatter' || kind === 'none') return { kind, symptoms: [], surfaces: [] };
  const said = symptoms ?? present.symptoms;
  const shown = said.length > 0 ? [...new Set(said)] : ['other'];
  return { kind, symptoms: shown, surfaces: [...new Set(surfaces ?? present.surfaces)] };
}

function audit(tx: Queryable, action: 'report-labeled' | 'label-withdrawn', label: Label): Promise<void> {
  const { id, postId, brand, kind, old } = label;
  const at = label.withdrawnAt ?? label.at;
  const detail = { label: id, post: postId, brand, kind, oldKind: old.kind, model: old.model };
  return writeAudit(tx, { at, actor: label.withdrawnBy ?? label.actor, action, detail });
}
