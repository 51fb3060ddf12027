import { type DigestPlan, nextDigest } from '../core/incident/digest-times.ts';
import { minuteOf } from '../core/words/interval.ts';
import type { Note } from '../core/words/note.ts';
import { type DigestContext, draftDigest } from '../pipeline/digest.ts';
import { readToldUntil } from '../store/digests.ts';

export interface DigestPreview {
  plan: DigestPlan;
  /** When the next one is due, epoch ms. */
  nextAt: number;
  /** What it would say now: since the end of the last one, or of the last day. */
  note: Note;
}

const dayMinutes = 1_440;

/** The digest of a channel as it would be now; null for one that is sent none. Nothing is written or sent. */
export async function previewDigest(context: DigestContext, channel: string): Promise<DigestPreview | null> {
  const plan = context.plans.get(channel);
  if (!plan) return null;
  const minute = minuteOf(context.clock.now());
  const told = await readToldUntil(context.database, channel);
  const from = told !== null && told < minute && told > minute - 8 * dayMinutes ? told : minute - dayMinutes;
  const note = await draftDigest(context, { channel, zone: plan.zone, span: { from, to: minute } });
  return { plan, nextAt: nextDigest(plan, minute) * 60_000, note };
}
