import type { BrandPack } from '../core/words/brand.ts';
import type { Interval } from '../core/words/interval.ts';
import type { StandingVerdict } from '../core/words/label.ts';
import { verdictsOn } from '../pipeline/judge.ts';
import type { Classifier } from '../ports/classifier.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database, Queryable } from '../ports/database.ts';
import { writeAudit } from '../store/audit.ts';
import { type JudgedText, type JudgedTextPage, lockJudgedTexts } from '../store/read/judged-posts.ts';
import { replaceVerdicts, writeVerdicts } from '../store/reports.ts';

export interface ReclassifyTools {
  database: Database;
  clock: Clock;
  classifier: Classifier;
  packs: readonly BrandPack[];
  authorWindowMinutes: number;
  /** Who asks, for the audit. */
  actor: string;
}

export interface ReclassifyRequest {
  /** Minutes. */
  range: Interval;
  /** Also what the present model judged, for example after the words of a brand pack changed. */
  again: boolean;
  signal: AbortSignal;
}

export interface Reclassified {
  judged: number;
  /** Of these, reports with another kind, symptom or surface. */
  changed: number;
}

const reportsPerRound = 500;

/**
 * Judges the stored posts of a window anew with the present model, round by round. Minutes whose counts change are touched;
 * what people labeled or chose in a form stays. Broken off and called again it goes on where it was. `told` hears of each round.
 */
export async function reclassify(
  tools: ReclassifyTools,
  { range, again, signal }: ReclassifyRequest,
  told: (sofar: Reclassified) => void = () => {},
): Promise<Reclassified> {
  const { database, classifier, packs, actor } = tools;
  const done: Reclassified = { judged: 0, changed: 0 };
  const page: JudgedTextPage = {
    brands: packs.map(({ id }) => id),
    range,
    exceptModel: again ? null : classifier.model,
    after: null,
    limit: reportsPerRound,
  };
  while (!signal.aborted) {
    const round = await database.transaction((tx) => judgeRound(tx, tools, page));
    done.judged += round.judged;
    done.changed += round.changed;
    page.after = round.last;
    told(done);
    if (round.judged < reportsPerRound) break;
  }
  const detail = { model: classifier.model, from: range.from, to: range.to, again, ...done };
  await writeAudit(database, { at: tools.clock.now(), actor, action: 'reports-reclassified', detail });
  return done;
}

async function judgeRound(
  tx: Queryable,
  { packs, classifier, authorWindowMinutes }: ReclassifyTools,
  page: JudgedTextPage,
): Promise<Reclassified & { last: JudgedTextPage['after'] }> {
  const packOf = new Map(packs.map((pack) => [pack.id, pack]));
  const stored = await lockJudgedTexts(tx, page);
  const asked = stored.map(({ text, fromBrand, lang, app, brand }) => ({
    post: { text, fromBrand, ...(lang !== null && { lang }), ...(app && { app }) },
    pack: packOf.get(brand)!,
  }));
  const verdicts = verdictsOn(asked, classifier).map((verdict, index) => {
    const { postId, brand } = stored[index]!;
    return { postId, brand, ...verdict };
  });
  const differs = verdicts.map((verdict, index) => !countsAlike(verdict, stored[index]!));
  const changed = verdicts.filter((_, index) => differs[index]);
  await replaceVerdicts(tx, changed, authorWindowMinutes);
  await writeVerdicts(
    tx,
    verdicts.filter((_, index) => !differs[index]),
  );
  return { judged: stored.length, changed: changed.length, last: stored.at(-1) ?? page.after };
}

function countsAlike(a: StandingVerdict, b: JudgedText): boolean {
  const same = (one: string[], other: string[]) => one.join() === other.join();
  return a.kind === b.kind && same(a.symptoms, b.symptoms) && same(a.surfaces, b.surfaces);
}
