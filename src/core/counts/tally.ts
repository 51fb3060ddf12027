import type { Kind } from '../words/report.ts';
import { all } from '../words/stratum.ts';

/** Reports of one brand and minute that are tallied alike. */
export interface TalliedReport {
  source: string;
  kind: Kind;
  symptoms: string[];
  surfaces: string[];
  country: string | null;
  state: string | null;
  metro: string | null;
  /** null: of people who have no other report that counts in this minute, `times` of them. */
  authorKey: string | null;
  times: number;
  /** The author already reported within the author window before this minute. */
  repeated: boolean;
  /** The brand's own account wrote it. */
  own: boolean;
}

export interface StratumCount {
  symptom: string;
  surface: string;
  area: string;
  observed: number;
}

/** One minute of one brand, counted. */
export interface MinuteTally {
  strata: StratumCount[];
  mentions: number;
  current: number;
  resolved: number;
  ack: number;
  chatter: number;
  /** Of the people counted, those of whom a report has a state. */
  located: number;
  /** Counted current reports and all mentions by source. */
  bySource: Record<string, { current: number; mentions: number }>;
}

/** People: so many who are in no other group of reports, and those who may be. */
interface People {
  alone: number;
  named: Set<string>;
}

/**
 * Counts distinct authors with a current report in every stratum that the reports touch: all; each symptom; each surface;
 * symptom × surface; each area; symptom × state. An author counts once per stratum and minute, and not at all while the
 * author window of an earlier report runs; of several sources it is the first by name that has told. The brand's own accounts
 * are no authors, and what they write no mentions. All reports must be of one brand and one minute.
 */
export function tallyMinute(reports: readonly TalliedReport[]): MinuteTally {
  const strata = new Map<string, People>();
  const counted = nobody();
  const located = nobody();
  const kinds = { current: 0, resolved: 0, ack: 0, chatter: 0, none: 0 };
  let mentions = 0;
  const bySource: MinuteTally['bySource'] = {};
  for (const report of [...reports].sort(bySourceName)) {
    kinds[report.kind] += report.times;
    // Its answers to people who complain would dilute what they complain of.
    if (report.own) continue;
    mentions += report.times;
    bySource[report.source] ??= { current: 0, mentions: 0 };
    const source = bySource[report.source]!;
    source.mentions += report.times;
    if (report.kind !== 'current' || report.repeated) continue;
    source.current += add(counted, report);
    if (report.state !== null) add(located, report);
    for (const key of strataOf(report)) {
      const people = strata.get(key) ?? nobody();
      strata.set(key, people);
      add(people, report);
    }
  }
  const { resolved, ack, chatter } = kinds;
  return {
    strata: [...strata].map(([key, people]) => {
      const [symptom, surface, area] = key.split('|') as [string, string, string];
      return { symptom, surface, area, observed: sizeOf(people) };
    }),
    ...{ mentions, current: sizeOf(counted), resolved, ack, chatter, located: sizeOf(located), bySource },
  };
}

function bySourceName(a: TalliedReport, b: TalliedReport): number {
  return a.source < b.source ? -1 : a.source > b.source ? 1 : 0;
}

function nobody(): People {
  return { alone: 0, named: new Set() };
}

/** Returns how many of them weren't there yet. */
function add(people: People, { authorKey, times }: TalliedReport): number {
  const before = sizeOf(people);
  if (authorKey === null) people.alone += times;
  else people.named.add(authorKey);
  return sizeOf(people) - before;
}

function sizeOf({ alone, named }: People): number {
  return alone + named.size;
}

function strataOf(report: TalliedReport): string[] {
  const areas = areasOf(report);
  const state = areas.find((area) => /^US-[A-Z]{2}$/.test(area));
  const keys = [`${all}|${all}|${all}`, ...areas.map((area) => `${all}|${all}|${area}`)];
  for (const surface of report.surfaces) keys.push(`${all}|${surface}|${all}`);
  for (const symptom of report.symptoms) {
    keys.push(`${symptom}|${all}|${all}`);
    if (state) keys.push(`${symptom}|${all}|${state}`);
    for (const surface of report.surfaces) keys.push(`${symptom}|${surface}|${all}`);
  }
  return keys;
}

/** Country, state and the metro's part in the state, as far as known. */
function areasOf({ country, state, metro }: TalliedReport): string[] {
  if (country === null) return [];
  if (country !== 'US' || state === null) return [country];
  const areas = [country, `${country}-${state}`];
  if (metro !== null) areas.push(`${country}-${state}:${metro}`);
  return areas;
}
