import type { Incident } from '../../core/words/incident.ts';
import type { Queryable } from '../../ports/database.ts';
import { readAsOf } from './as-of.ts';

/** What the overview shows of a brand: the hour before its as-of minute. */
export interface BrandFigures {
  /** The detector has judged everything before this minute. */
  asOfMinute: number;
  /** Counts by minute, sparse. */
  observed: Map<number, number>;
  /** Expected per minute, by quarter of an hour. */
  expected: Map<number, number>;
  /** 1 = nothing but the prior, 0 = learned; null without an expectation. */
  learning: number | null;
  incident: Incident | null;
}

const rank = { confirmed: 4, recovering: 3, probable: 2, watching: 1, closed: 0 };

/** Figures of all brands that the detector has judged, in four queries whatever their number. */
export async function readBrandFigures(database: Queryable): Promise<Map<string, BrandFigures>> {
  const figures = new Map<string, BrandFigures>();
  for (const [brand, asOfMinute] of await readAsOf(database))
    figures.set(brand, { asOfMinute, observed: new Map(), expected: new Map(), learning: null, incident: null });
  await addCounts(database, figures);
  await addExpectations(database, figures);
  await addIncidents(database, figures);
  return figures;
}

async function addCounts(database: Queryable, figures: Map<string, BrandFigures>): Promise<void> {
  const rows = await database.query<{ brand: string; minute: number; observed: number }>(
    `SELECT c.brand, c.minute, c.observed FROM stage_cursor d JOIN stratum_count c ON d.stage = 'detect' AND c.brand = d.shard
       AND c.symptom = '*' AND c.surface = '*' AND c.area = '*'
       AND c.minute >= d.position - 60 AND c.minute < d.position`,
  );
  for (const row of rows) figures.get(row.brand)?.observed.set(row.minute, row.observed);
}

async function addExpectations(database: Queryable, figures: Map<string, BrandFigures>): Promise<void> {
  const rows = await database.query<{ brand: string; quarter: number; mean: number; learning: number }>(
    `SELECT e.brand, e.quarter, e.mean, e.learning FROM stage_cursor d JOIN expectation e ON d.stage = 'detect' AND e.brand = d.shard
       AND e.symptom = '*' AND e.surface = '*' AND e.area = '*'
       AND e.quarter >= (d.position - 60) / 15 AND e.quarter * 15 < d.position
     ORDER BY e.quarter`,
  );
  for (const row of rows) {
    const brand = figures.get(row.brand);
    brand?.expected.set(row.quarter, row.mean);
    if (brand) brand.learning = row.learning;
  }
}

/** Of several open incidents the furthest on the ladder stands for the brand. */
async function addIncidents(database: Queryable, figures: Map<string, BrandFigures>): Promise<void> {
  const rows = await database.query<{ body: Incident }>(
    `SELECT body FROM incident WHERE state <> 'closed' ORDER BY onset_at DESC, id`,
  );
  for (const { body } of rows) {
    const brand = figures.get(body.brand);
    if (brand && (!brand.incident || rank[body.state] > rank[brand.incident.state])) brand.incident = body;
  }
}
