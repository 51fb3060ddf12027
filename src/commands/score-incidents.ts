import { type Rung, rungs } from '../core/incident/route.ts';
import { type Score, type ScoredIncident, type ScoredTime, scoreOf } from '../core/incident/scoreboard.ts';
import type { Queryable } from '../ports/database.ts';
import { readMissedOutages } from '../store/read/handling.ts';
import { type JudgedIncident, readScoredIncidents, readWatchedSince } from '../store/read/scoreboard.ts';
import { judgeTelemetry } from './judge-telemetry.ts';

export interface ScoreQuestion {
  brands: string[];
  from: number;
  to: number;
  /** Incidents that came at least so high are counted. */
  rung: Rung;
  /** As of when its telemetry is judged. */
  nowMs: number;
}

export interface Scoreboard {
  total: Score;
  brands: { brand: string; score: Score }[];
}

/** Precision, recall, delay and false alarms of a range, by people's verdicts, of each brand and of all. */
export async function scoreIncidents(
  database: Queryable,
  { brands, from, to, rung, nowMs }: ScoreQuestion,
): Promise<Scoreboard> {
  const asked = new Set(brands);
  const states = rungs.slice(rungs.indexOf(rung));
  const judged = (await readScoredIncidents(database, { from, to, states })).filter(({ brand }) => asked.has(brand));
  const incidents: ScoredIncident[] = [];
  for (const one of judged) incidents.push(await withTelemetry(database, one, nowMs));
  const missed = await readMissedOutages(database, { from, to });
  const since = await readWatchedSince(database, brands);
  const times: ScoredTime[] = brands.map((brand) => ({
    brand,
    watchedDays: Math.max(0, to - Math.max(from, since.get(brand) ?? to)) / 86_400_000,
    missed: missed.filter((one) => one.brand === brand).length,
  }));
  const ofBrand = (brand: string) => scoreOf(incidents.filter(own(brand)), times.filter(own(brand)));
  return { total: scoreOf(incidents, times), brands: brands.map((brand) => ({ brand, score: ofBrand(brand) })) };
}

/** Of a true incident only: of others it doesn't count. */
async function withTelemetry(
  database: Queryable,
  { incident, ...scored }: JudgedIncident,
  nowMs: number,
): Promise<ScoredIncident> {
  if (scored.verdict !== 'true') return { ...scored, telemetry: null };
  const { verdict, leadMinutes } = await judgeTelemetry(database, incident, nowMs);
  return { ...scored, telemetry: { verdict, leadMinutes: leadMinutes?.at ?? null } };
}

function own(brand: string): (one: { brand: string }) => boolean {
  return (one) => one.brand === brand;
}
