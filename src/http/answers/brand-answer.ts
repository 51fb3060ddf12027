import { calmSentence, incidentSentence } from '../../core/incident/sentence.ts';
import type { BrandPack } from '../../core/words/brand.ts';
import { isoInstant } from '../../core/words/interval.ts';
import type { BrandFigures } from '../../store/read/brand-states.ts';
import type { ExposureAt } from '../../store/read/exposure.ts';
import type { SourceHealth } from '../../store/read/sources.ts';
import { ageOf } from '../as-of.ts';
import type { Ground } from '../context.ts';
import type { BrandSummary } from '../schemas.ts';

const sparkMinutes = 60;
const learningAbove = 0.5;

export interface BrandFacts {
  figures: BrandFigures | undefined;
  /** Null before the detector's first run. */
  asOfMinute: number | null;
  sources: SourceHealth[];
  /** Over the last hour. */
  exposureAt: ExposureAt;
}

/** A brand as the overview shows it. */
export function brandAnswer(context: Ground, pack: BrandPack, facts: BrandFacts): BrandSummary {
  const { figures, sources } = facts;
  const age = ageOf(context, facts.asOfMinute, pack.id);
  const spark = sparkOf(facts, age.minute);
  const lastHour = { observed: sumOf(spark.observed) ?? 0, expected: expectedSum(spark) };
  const up = sources.filter(({ state }) => state === 'ok' || state === 'limited').length;
  const incident = figures?.incident ?? null;
  const calm = up === 0 && sources.length > 0 ? 'blind' : (figures?.learning ?? 1) > learningAbove ? 'learning' : 'ok';
  const { id, name, role, industry, timeZone, peers, dependencies } = pack;
  return {
    ...{ id, name, role, industry, timeZone, peers, dependencies },
    demo: context.demoBrands.has(id),
    state: incident && incident.state !== 'closed' ? incident.state : calm,
    incidentId: incident?.id ?? null,
    since: incident ? isoInstant(incident.onset.at) : null,
    sentence: incident ? incidentSentence(incident, pack) : calmSentence(name, calm, lastHour),
    lastHour,
    spark,
    sources: { up, of: sources.length },
    asOf: age.asOf,
    stale: age.stale,
  };
}

function sparkOf({ figures, exposureAt }: BrandFacts, asOfMinute: number): BrandSummary['spark'] {
  const from = asOfMinute - sparkMinutes;
  const observed: (number | null)[] = [];
  const expected: (number | null)[] = [];
  for (let minute = from; minute < asOfMinute; minute++) {
    const exposure = exposureAt(minute);
    const seen = exposure > 0;
    const count = figures?.observed.get(minute) ?? 0;
    observed.push(seen || count > 0 ? count : null);
    const mean = figures?.expected.get(Math.floor(minute / 15)) ?? null;
    expected.push(seen && mean !== null ? rounded(mean * exposure) : null);
  }
  return { from: isoInstant(from * 60_000), observed, expected };
}

/** Null unless every minute that was seen has an expectation. */
function expectedSum(spark: BrandSummary['spark']): number | null {
  if (spark.observed.some((count, i) => count !== null && spark.expected[i] === null)) return null;
  return sumOf(spark.expected);
}

function sumOf(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : rounded(known.reduce((sum, value) => sum + value, 0));
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
