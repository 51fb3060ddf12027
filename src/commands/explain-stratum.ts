import type { Explanation } from '../core/detect/temporal/detector.ts';
import { slotMinutes } from '../core/detect/temporal/time-of-week.ts';
import { budgetShare } from '../core/detect/watch/alarm-budget.ts';
import { explanationOf, isSmall, seriesKey } from '../core/detect/watch/series-set.ts';
import { openingRules, type RulePassed } from '../core/incident/opening-rules.ts';
import type { Condition } from '../core/words/alert.ts';
import type { BrandPack } from '../core/words/brand.ts';
import { inWords } from '../core/words/duration.ts';
import type { IncidentState } from '../core/words/incident.ts';
import { instantOf } from '../core/words/interval.ts';
import { newCourse, type StandingAlarm } from '../pipeline/alarms.ts';
import type { CycleContext } from '../pipeline/cycle.ts';
import { describeAlarms } from '../pipeline/detect.ts';
import { type RebuiltWatch, rebuildWatch } from '../pipeline/rebuild-watch.ts';
import { readAlerts, stratumMinutes } from '../store/detection.ts';
import { readTransitions } from '../store/incidents.ts';

/** Whether a series fired in a minute, and why. */
export interface Verdict {
  /** `fired`: its alarm stands; `quiet`: its evidence is below its budget; `learning`: too little is known; `gap`: no source could be read; `unseen`: nothing was ever counted. */
  verdict: 'fired' | 'quiet' | 'learning' | 'gap' | 'unseen';
  /** The rule that decided, in words with its figures. */
  rule: string;
}

/** Everything that a series' score, and what came of it, was made of in one minute. */
export interface StratumExplanation extends Verdict {
  brand: string;
  symptom: string;
  area: string;
  minute: number;
  /** Reports of that minute, and the share of the usual sources that could be read. */
  observed: number;
  exposure: number;
  /** Share of the brand's budget that the series may spend, its score after that, and the budget, minutes. */
  budgetShare: number;
  intervalMinutes: number;
  budgetMinutes: number;
  evidence: Explanation | null;
  /** Every alarm of the brand that stands. */
  alarms: { symptom: string; area: string; firstMinute: number; intervalMinutes: number }[];
  conditions: Condition[];
  rules: RulePassed[];
  /** The incident that was open, as it was told. */
  incident: { id: string; state: IncidentState; reasons: string[] } | null;
}

export interface StratumQuestion {
  pack: BrandPack;
  symptom: string;
  area: string;
  minute: number;
}

/** "Why did it, or didn't it, fire": judges the stored counts again up to the minute, and tells the whole way. */
export async function explainStratum(context: CycleContext, question: StratumQuestion): Promise<StratumExplanation> {
  const { pack, symptom, area, minute } = question;
  const { budgetMinutes, priors } = context.settings;
  const rebuilt = await rebuildWatch(context.database, pack, { minute, priors: priors(pack), budgetMinutes });
  const share = budgetShare(symptom, area);
  const frame = { brand: pack.id, symptom, area, minute, budgetShare: share, budgetMinutes };
  const evidence = rebuilt && (await evidenceAt(context, rebuilt, question));
  const incident = await incidentAt(context, pack.id, minute);
  if (!rebuilt || !evidence) {
    const rule = 'nothing was ever counted in this series up to that minute';
    const nothing = { observed: 0, exposure: rebuilt?.exposure ?? 1, intervalMinutes: 0, evidence: null };
    return { ...frame, ...nothing, verdict: 'unseen', rule, alarms: [], conditions: [], rules: [], incident };
  }
  const { watch, counts, exposure } = rebuilt;
  const own = watch.alarms.get(seriesKey(symptom, area));
  const intervalMinutes = evidence.recurrenceIntervalMinutes * share;
  const alarms = [...watch.alarms.values()];
  return {
    ...frame,
    ...verdictOf(
      { ...question, intervalMinutes, budgetMinutes, share },
      {
        ...{ own, exposure },
        young: isYoung(rebuilt, question),
      },
    ),
    observed: counts.find((row) => row.symptom === symptom && row.area === area)?.observed ?? 0,
    exposure,
    intervalMinutes,
    evidence,
    alarms: alarms.map((one) => ({
      symptom: one.symptom,
      area: one.area,
      firstMinute: one.firstMinute,
      intervalMinutes: one.intervalMinutes,
    })),
    ...(await whatFollows(context, rebuilt, { ...question, intervalMinutes })),
    incident,
  };
}

/** What the series' score was made of; of a small stratum the quarter of an hour is read from the counts. */
async function evidenceAt(
  { database }: CycleContext,
  { watch: { live } }: RebuiltWatch,
  { pack, symptom, area, minute }: StratumQuestion,
): Promise<Explanation | null> {
  const key = seriesKey(symptom, area);
  if (!isSmall(symptom, area)) return explanationOf(live, key, 0);
  const from = minute - (minute % slotMinutes);
  const rows = await stratumMinutes(database, { brand: pack.id, symptom, area }, { from, to: minute + 1 });
  return explanationOf(
    live,
    key,
    rows.reduce((sum, { observed }) => sum + observed, 0),
  );
}

/** Small strata are as old as their brand. */
function isYoung({ watch: { live } }: RebuiltWatch, { symptom, area }: StratumQuestion): boolean {
  const key = isSmall(symptom, area) ? seriesKey('*', '*') : seriesKey(symptom, area);
  return live.series.get(key)?.current.young ?? true;
}

function verdictOf(
  { intervalMinutes, budgetMinutes, share }: { intervalMinutes: number; budgetMinutes: number; share: number },
  { own, exposure, young }: { own: StandingAlarm | undefined; exposure: number; young: boolean },
): Verdict {
  const figures = `by chance such evidence comes once in ${inWords(intervalMinutes)} within its ${percent(share)} of the budget of ${inWords(budgetMinutes)}`;
  if (own?.recovered)
    return { verdict: 'fired', rule: `its alarm ends: the rate is back to what is expected; ${figures}` };
  if (own) {
    const since = new Date(instantOf(own.firstMinute)).toISOString().slice(0, 16);
    return { verdict: 'fired', rule: `its alarm stands since ${since}Z; ${figures}` };
  }
  if (exposure === 0) return { verdict: 'gap', rule: 'no source of this brand could be read: a gap is not a zero' };
  if (young) return { verdict: 'learning', rule: 'too little has been observed yet to judge at all' };
  return { verdict: 'quiet', rule: `below its budget: ${figures}` };
}

/** Conditions and rules of the standing alarms; without one, of the series itself as if its alarm stood. */
async function whatFollows(
  context: CycleContext,
  { watch }: RebuiltWatch,
  { symptom, area, minute, intervalMinutes }: StratumQuestion & { intervalMinutes: number },
): Promise<{ conditions: Condition[]; rules: RulePassed[] }> {
  const key = seriesKey(symptom, area);
  const asIf: StandingAlarm = {
    ...{ id: '', key, symptom, area, firstMinute: minute, intervalMinutes, recovered: false },
    ...(isSmall(symptom, area) && { small: newCourse() }),
  };
  const alarms = watch.alarms.size > 0 ? [...watch.alarms.values()] : [asIf];
  const { rules } = context.track;
  const alerts = await describeAlarms(context.database, watch, {
    minute,
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

async function incidentAt(
  { database }: CycleContext,
  brand: string,
  minute: number,
): Promise<StratumExplanation['incident']> {
  const before = (await readTransitions(database, brand)).filter(({ at }) => at <= instantOf(minute + 1));
  const last = before.at(-1);
  if (!last || last.to === 'closed') return null;
  return { id: last.incidentId, state: last.to, reasons: last.incident.reasons };
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
