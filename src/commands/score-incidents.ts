import { type Rung, rungs } from '../core/incident/route.ts';
import { type Score, type ScoredTime, scoreOf } from '../core/incident/scoreboard.ts';
import type { Queryable } from '../ports/database.ts';
import { readMissedOutages } from '../store/read/handling.ts';
import { readScoredIncidents, readWatchedSince } from '../store/read/scoreboard.ts';

export interface ScoreQuestion {
  brands: string[];
  from: number;
  to: number;
  /** Incidents that came at least so high are counted. */
  rung: Rung;
}

export interface Scoreboard {
  total: Score;
  brands: { brand: string; score: Score }[];
}

/** Precision, recall, delay and false alarms of a range, by people's verdicts, of each brand and of all. */
export async function scoreIncidents(
  database: Queryable,
  { brands, from, to, rung }: ScoreQuestion,
): Promise<Scoreboard> {
  const asked = new Set(brands);
  const states = rungs.slice(rungs.indexOf(rung));
  const incidents = (await readScoredIncidents(database, { from, to, states })).filter(({ brand }) => asked.has(brand));
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

function own(brand: string): (one: { brand: string }) => boolean {
  return (one) => one.brand === brand;
}
