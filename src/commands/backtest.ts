import { diffIncidents, type IncidentDiff, type ReplayedIncident } from '../core/incident/diff-incidents.ts';
import { type FalseAlarmRate, falseAlarmRate } from '../core/incident/false-alarm-rate.ts';
import { type Interval, minuteOf } from '../core/words/interval.ts';
import type { Queryable } from '../ports/database.ts';
import { firstCountedMinute } from '../store/detection.ts';
import { readTransitions } from '../store/incidents.ts';
import { readAlarmMinutes } from '../store/read/history.ts';
import { readStagePosition } from '../store/stage-positions.ts';

/** Something that is known to have been broken: what is raised then is no false alarm. */
export interface KnownOutage {
  brand: string;
  /** Minutes since the epoch, half open. */
  from: number;
  to: number;
}

/** What one replay left behind, for one brand. */
interface BrandOutcome {
  brand: string;
  incidents: ReplayedIncident[];
  alarms: number[];
  watched: Interval | null;
}

export interface ReplayOutcome {
  budgetMinutes: number;
  brands: BrandOutcome[];
}

/** Other settings tried on the same history. */
export interface Backtest extends IncidentDiff {
  falseAlarms: { before: FalseAlarmRate[]; after: FalseAlarmRate[] };
}

export interface OutcomeQuestion {
  brands: string[];
  budgetMinutes: number;
  /** Minutes of which is told; what lies before was only learned from. */
  told?: Interval;
}

/** Reads from a scratch database what its replay raised. */
export async function readOutcome(database: Queryable, question: OutcomeQuestion): Promise<ReplayOutcome> {
  const { budgetMinutes, told } = question;
  const brands: BrandOutcome[] = [];
  for (const brand of question.brands) {
    const first = await firstCountedMinute(database, brand);
    const end = await readStagePosition(database, 'detect', brand);
    const watched = first === null || end === null ? null : cut({ from: first, to: end }, told);
    const isTold = (minute: number) => told === undefined || (minute >= told.from && minute < told.to);
    brands.push({
      brand,
      incidents: (await incidentsOf(database, brand)).filter(({ incident }) => isTold(minuteOf(incident.detectedAt))),
      alarms: (await readAlarmMinutes(database, brand)).filter(isTold),
      watched,
    });
  }
  return { budgetMinutes, brands };
}

function cut({ from, to }: Interval, told: Interval | undefined): Interval | null {
  const range = told ? { from: Math.max(from, told.from), to: Math.min(to, told.to) } : { from, to };
  return range.from < range.to ? range : null;
}

const rungs = ['watching', 'probable', 'confirmed'] as const;

/** The last step of every incident, with the highest rung on its way. */
async function incidentsOf(database: Queryable, brand: string): Promise<ReplayedIncident[]> {
  const found = new Map<string, ReplayedIncident>();
  for (const { incidentId, to, incident } of await readTransitions(database, brand)) {
    const before = found.get(incidentId)?.peak ?? 'watching';
    const rung = rungs.find((one) => one === to) ?? 'watching';
    found.set(incidentId, { incident, peak: rungs.indexOf(rung) > rungs.indexOf(before) ? rung : before });
  }
  return [...found.values()];
}

/** Sets two replays of the same history against each other. */
export function compareOutcomes(
  before: ReplayOutcome,
  after: ReplayOutcome,
  outages: readonly KnownOutage[],
): Backtest {
  const all = ({ brands }: ReplayOutcome) => brands.flatMap(({ incidents }) => incidents);
  return {
    ...diffIncidents(all(before), all(after)),
    falseAlarms: { before: ratesOf(before, outages), after: ratesOf(after, outages) },
  };
}

function ratesOf({ brands, budgetMinutes }: ReplayOutcome, outages: readonly KnownOutage[]): FalseAlarmRate[] {
  return brands.flatMap(({ brand, incidents, alarms, watched }) => {
    if (!watched) return [];
    const detected = incidents.map(({ incident }) => minuteOf(incident.detectedAt));
    const own = outages.filter((one) => one.brand === brand);
    return [falseAlarmRate({ brand, watched, alarms, incidents: detected, outages: own }, budgetMinutes)];
  });
}
