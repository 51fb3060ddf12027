import type { Explanation } from '../core/detect/temporal/detector.ts';
import { slotMinutes } from '../core/detect/temporal/time-of-week.ts';
import { budgetShare } from '../core/detect/watch/alarm-budget.ts';
import { isSmall, keyOf, type SeriesName, seriesKey, seriesOfKey } from '../core/detect/watch/series-key.ts';
import { explanationOf } from '../core/detect/watch/series-set.ts';
import { isEstimated } from '../core/incident/held-onset.ts';
import { openingRules, type RulePassed } from '../core/incident/opening-rules.ts';
import type { Condition, Onset } from '../core/words/alert.ts';
import type { BrandPack } from '../core/words/brand.ts';
import { inWords } from '../core/words/duration.ts';
import type { IncidentState, Transition } from '../core/words/incident.ts';
import { instantOf } from '../core/words/interval.ts';
import { evidenceTogether, newCourse, type StandingAlarm } from '../pipeline/alarms.ts';
import type { CycleContext } from '../pipeline/cycle.ts';
import { describeAlarms } from '../pipeline/detect.ts';
import { type RebuiltWatch, rebuildWatch } from '../pipeline/rebuild-watch.ts';
import { readAlerts, seriesMinutes } from '../store/detection.ts';
import { readTransitions } from '../store/incidents.ts';

/** Whether a series fired in a minute, and why. */
export interface Verdict {
  /** `fired`: its alarm stands; `quiet`: its evidence is below its budget; `learning`: too little is known; `gap`: no source could be read; `unseen`: nothing was ever counted. */
  verdict: 'fired' | 'quiet' | 'learning' | 'gap' | 'unseen';
  /** The rule that decided, in words with its figures. */
  rule: string;
}

/** Everything that a series' score, and what came of it, was made of in one minute. */
export interface StratumExplanation extends Verdict, SeriesName {
  brand: string;
  minute: number;
  /** Reports of that minute, and the share of the usual sources that could be read. */
  observed: number;
  exposure: number;
  /** Share of the brand's budget that the series may spend, its score after that, and the budget, minutes. */
  budgetShare: number;
  intervalMinutes: number;
  budgetMinutes: number;
  /** All of the brand's series together, each after its share: this is what is held against the budget; and those that make most of it. */
  together: { intervalMinutes: number; strongest: (SeriesName & { intervalMinutes: number })[] };
  evidence: Explanation | null;
  /** Every alarm of the brand that stands. */
  alarms: (SeriesName & { firstMinute: number; intervalMinutes: number })[];
  conditions: Condition[];
  rules: RulePassed[];
  /** The incident that was open, as it was told. */
  incident: { id: string; state: IncidentState; reasons: string[] } | null;
}

export interface StratumQuestion extends SeriesName {
  pack: BrandPack;
  minute: number;
}

const strongestTold = 5;

/** "Why did it, or didn't it, fire": judges the stored counts again up to the minute, and tells the whole way. */
export async function explainStratum(context: CycleContext, question: StratumQuestion): Promise<StratumExplanation> {
  const { pack, symptom, surface, area, minute } = question;
  const { budgetMinutes, priors } = context.settings;
  const rebuilt = await rebuildWatch(context.database, pack, { minute, priors: priors(pack), budgetMinutes });
  const share = budgetShare(question);
  const frame = { brand: pack.id, symptom, surface, area, minute, budgetShare: share, budgetMinutes };
  const evidence = rebuilt && (await evidenceAt(context, rebuilt, question));
  const step = await lastStep(context, pack.id, minute);
  const incident = step && { id: step.incidentId, state: step.to, reasons: step.incident.reasons };
  const held = step && !step.incident.follows && !isEstimated(step.to) ? step.incident.onset : null;
  const together = togetherAt(rebuilt, budgetMinutes);
  if (!rebuilt || !evidence) {
    const rule = 'nothing was ever counted in this series up to that minute';
    const nothing = { observed: 0, exposure: rebuilt?.exposure ?? 1, intervalMinutes: 0, evidence: null };
    return { ...frame, ...nothing, together, verdict: 'unseen', rule, alarms: [], conditions: [], rules: [], incident };
  }
  const { watch, counts, exposure } = rebuilt;
  const key = keyOf(question);
  const own = watch.alarms.get(key);
  const intervalMinutes = evidence.recurrenceIntervalMinutes * share;
  const young = isYoung(rebuilt, question);
  return {
    ...frame,
    ...verdictOf({ intervalMinutes, budgetMinutes, share, together }, { own, exposure, young }),
    observed: counts.find((row) => keyOf(row) === key)?.observed ?? 0,
    ...{ exposure, intervalMinutes, together, evidence },
    alarms: [...watch.alarms.values()].map((one) => ({
      ...{ symptom: one.symptom, surface: one.surface, area: one.area },
      ...{ firstMinute: one.firstMinute, intervalMinutes: one.intervalMinutes },
    })),
    ...(await whatFollows(context, rebuilt, { ...question, intervalMinutes, held })),
    incident,
  };
}

function togetherAt(rebuilt: RebuiltWatch | null, budgetMinutes: number): StratumExplanation['together'] {
  if (!rebuilt) return { intervalMinutes: 0, strongest: [] };
  const { intervalMinutes, strongest } = evidenceTogether(rebuilt.watch, budgetMinutes);
  rebuilt.watch.togetherMinutes = intervalMinutes;
  return {
    intervalMinutes,
    strongest: strongest.slice(0, strongestTold).map(({ id, ...one }) => ({ ...seriesOfKey(id), ...one })),
  };
}

/** What the series' score was made of; of a small stratum the quarter of an hour is read from the counts. */
async function evidenceAt(
  { database }: CycleContext,
  { watch: { live } }: RebuiltWatch,
  question: StratumQuestion,
): Promise<Explanation | null> {
  const key = keyOf(question);
  if (!isSmall(question)) return explanationOf(live, key, 0);
  const { pack, minute } = question;
  const from = minute - (minute % slotMinutes);
  const rows = await seriesMinutes(database, pack.id, { series: [{ ...question, from }], to: minute + 1 });
  return explanationOf(
    live,
    key,
    rows.reduce((sum, { observed }) => sum + observed, 0),
  );
}

/** Small strata are as old as their brand. */
function isYoung({ watch: { live } }: RebuiltWatch, series: SeriesName): boolean {
  const key = isSmall(series) ? seriesKey('*', '*') : keyOf(series);
  return live.series.get(key)?.current.young ?? true;
}

function verdictOf(
  {
    intervalMinutes,
    budgetMinutes,
    share,
    together,
  }: Pick<StratumExplanation, 'intervalMinutes' | 'budgetMinutes' | 'together'> & { share: number },
  { own, exposure, young }: { own: StandingAlarm | undefined; exposure: number; young: boolean },
): Verdict {
  const figures = `by chance such evidence comes once in ${inWords(intervalMinutes)} within its ${percent(share)} of the budget of ${inWords(budgetMinutes)}, that of all the brand’s series together once in ${inWords(together.intervalMinutes)}`;
  if (own?.takenAsNormal)
    return {
      verdict: 'fired',
      rule: `its alarm ends: the rate has lasted for so long that it is taken as normal; ${figures}`,
    };
  if (own?.recovered)
    return { verdict: 'fired', rule: `its alarm ends: the rate is back to what is expected; ${figures}` };
  if (own) {
    const since = new Date(instantOf(own.firstMinute)).toISOString().slice(0, 16);
    return { verdict: 'fired', rule: `its alarm stands since ${since}Z; ${figures}` };
  }
  if (exposure === 0) return { verdict: 'gap', rule: 'no source of this brand could be read: a gap is not a zero' };
  if (young) return { verdict: 'learning', rule: 'too little has been observed yet to judge at all' };
  const alone = together.intervalMinutes < budgetMinutes;
  return { verdict: 'quiet', rule: `${alone ? 'below its budget' : 'other series carry the alarm'}: ${figures}` };
}

/** Conditions and rules of the standing alarms; without one, of the series itself as if its alarm stood. */
async function whatFollows(
  context: CycleContext,
  { watch }: RebuiltWatch,
  question: StratumQuestion & { intervalMinutes: number; held: Onset | null },
): Promise<{ conditions: Condition[]; rules: RulePassed[] }> {
  const { symptom, surface, area, minute, intervalMinutes, held } = question;
  const asIf: StandingAlarm = {
    ...{ id: '', key: keyOf(question), symptom, surface, area },
    ...{ firstMinute: minute, intervalMinutes, recovered: false },
    ...(isSmall(question) && { small: newCourse() }),
  };
  const alarms = watch.alarms.size > 0 ? [...watch.alarms.values()] : [asIf];
  const { rules } = context.track;
  const alerts = await describeAlarms(context.database, watch, {
    minute,
    held,
    scopeKnowledge: context.scope,
    rules,
    alarms,
  });
  const conditions = [...(alerts.at(-1)?.detail?.conditions ?? []), ...(await blameAt(context, watch.pack.id, minute))];
  return { conditions, rules: openingRules(alerts, rules) };
}

/** That a brand is blamed for another's outage rests on the others, and stands on the alert. */
async function blameAt({ database }: CycleContext, brand: string, minute: number): Promise<Condition[]> {
  const stored = (await readAlerts(database, brand, minute)).filter(({ firstMinute }) => firstMinute <= minute);
  return stored.flatMap(({ detail }) => detail?.conditions ?? []).filter(({ kind }) => kind === 'blame');
}

/** The last step of the brand's incident that was open then. */
async function lastStep({ database }: CycleContext, brand: string, minute: number): Promise<Transition | null> {
  const before = (await readTransitions(database, brand)).filter(({ at }) => at <= instantOf(minute + 1));
  const last = before.at(-1);
  return !last || last.to === 'closed' ? null : last;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
