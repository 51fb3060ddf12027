import { incidentSentence } from '../../core/incident/sentence.ts';
import { severityOf } from '../../core/incident/severity.ts';
import type { BrandPack } from '../../core/words/brand.ts';
import type { Incident, IncidentState, Transition } from '../../core/words/incident.ts';
import type { TimelineBucket } from '../../core/words/series.ts';
import { stateWords } from '../../core/words/state.ts';
import type { Statement } from '../../core/words/statement.ts';
import { readIncidents, readTransitions } from '../../store/read/incidents.ts';
import { streamTimeline } from '../../store/read/timeline.ts';
import { readStatements } from '../../store/statements.ts';
import { readAge } from '../as-of.ts';
import { scopeOf } from '../brand-scope.ts';
import type { Context } from '../context.ts';
import type { BrandSummary } from '../schemas.ts';

const historyMs = 90 * 86_400_000;
const most = 20;

/** One piece of news of an incident: a step that was measured, or a statement that a person approved. */
export interface StatusUpdate {
  id: string;
  at: number;
  title: string;
  state: IncidentState;
  en: string;
  /** Statements have both languages. */
  es: string | null;
}

export interface StatusIncident {
  id: string;
  sentence: string;
  state: IncidentState;
  impact: 'minor' | 'major' | 'critical';
  onsetAt: number;
  detectedAt: number;
  updatedAt: number;
  closedAt: number | null;
  /** When the last statement promised the next word; null: it promised none, or all is over. */
  nextUpdateAt: number | null;
  /** Newest first. */
  updates: StatusUpdate[];
}

/** What anybody may know about a brand. */
export interface StatusFacts {
  brand: BrandSummary;
  /** Hours of the last day, the last one not over yet. */
  hours: TimelineBucket[];
  /** Of the last 90 days, newest first. */
  incidents: StatusIncident[];
}

export async function readStatusFacts(context: Context, pack: BrandPack): Promise<StatusFacts> {
  const brand = (await context.overview.brands()).find(({ id }) => id === pack.id)!;
  const { minute } = await readAge(context, pack.id);
  const from = minute * 60_000 - historyMs;
  const found = await readIncidents(context.database, { brand: pack.id, from, limit: most });
  const incidents: StatusIncident[] = [];
  for (const incident of found.filter(({ mergedInto }) => mergedInto === undefined))
    incidents.push(await told(context, pack, incident));
  return { brand, hours: await hoursOf(context, pack.id, minute), incidents };
}

async function told({ database }: Context, pack: BrandPack, incident: Incident): Promise<StatusIncident> {
  const { id, state, onset, detectedAt, updatedAt, closedAt } = incident;
  const transitions = await readTransitions(database, id);
  const statements = await readStatements(database, id);
  // Several steps may be of one minute: the later one stands first.
  const inOrder = [...stepsOf(transitions, pack), ...saidOf(statements, transitions)].reverse();
  const updates = inOrder.sort((a, b) => b.at - a.at);
  const worst = transitions.map(({ incident }) => severityOf(incident));
  const impact = worst.includes('critical') ? 'critical' : worst.includes('error') ? 'major' : 'minor';
  const sentence = incidentSentence(incident, pack);
  const nextUpdateAt = closedAt === null ? promiseOf(statements) : null;
  const times = { onsetAt: onset.at, detectedAt, updatedAt, closedAt, nextUpdateAt };
  return { id, state, sentence, impact, ...times, updates };
}

function stepsOf(transitions: Transition[], pack: BrandPack): StatusUpdate[] {
  return transitions
    .filter(({ from, to }) => from !== to)
    .map(({ incidentId, revision, at, to, incident }) => ({
      ...{ id: `${incidentId}-${revision}`, at, title: stateWords[to], state: to },
      ...{ en: incidentSentence(incident, pack), es: null },
    }));
}

function promiseOf(statements: Statement[]): number | null {
  const said = statements.filter(({ approvedAt }) => approvedAt !== null);
  const last = said.sort((a, b) => b.approvedAt! - a.approvedAt! || b.id - a.id)[0];
  return last && last.nextUpdateMinutes !== null ? last.approvedAt! + last.nextUpdateMinutes * 60_000 : null;
}

/** Only what was approved is public, and nobody's name. */
function saidOf(statements: Statement[], transitions: Transition[]): StatusUpdate[] {
  return statements.flatMap(({ id, incidentId, approvedAt, en, es }) => {
    if (approvedAt === null) return [];
    const state = transitions.findLast(({ at }) => at <= approvedAt)?.to ?? 'watching';
    return [{ id: `${incidentId}-said-${id}`, at: approvedAt, title: 'Statement', state, en, es }];
  });
}

async function hoursOf(context: Context, brand: string, minute: number): Promise<TimelineBucket[]> {
  const hours: TimelineBucket[] = [];
  const batches = streamTimeline(context.database, {
    stratum: { brand, symptom: '*', surface: '*', area: '*' },
    range: { from: (Math.ceil(minute / 60) - 24) * 60, to: minute },
    ...{ width: '1h', zone: 'UTC', asOfMinute: minute, sources: scopeOf(context, brand) },
  });
  for await (const batch of batches) hours.push(...batch);
  return hours;
}
