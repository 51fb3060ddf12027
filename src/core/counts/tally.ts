import type { Kind } from '../words/report.ts';
import { all } from '../words/stratum.ts';

/** A report as tallied: one brand, one minute. */
export interface TalliedReport {
  source: string;
  kind: Kind;
  symptoms: string[];
  surfaces: string[];
  country: string | null;
  state: string | null;
  metro: string | null;
  authorKey: string;
  /** The author already reported within the author window before this minute. */
  repeated: boolean;
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

/**
 * Counts distinct authors with a current report in every stratum that the reports touch: all; each symptom; each surface;
 * symptom × surface; each area; symptom × state. An author counts once per stratum and minute, and not at all while the
 * author window of an earlier report runs. All reports must be of one brand and one minute.
 */
export function tallyMinute(reports: TalliedReport[]): MinuteTally {
  const authors = new Map<string, Set<string>>();
  const tally: MinuteTally = {
    strata: [],
    mentions: 0,
    current: 0,
    resolved: 0,
    ack: 0,
    chatter: 0,
    located: 0,
    bySource: {},
  };
  const counted = new Set<string>();
  const located = new Set<string>();
  for (const report of reports) {
    tally.mentions++;
    tally.bySource[report.source] ??= { current: 0, mentions: 0 };
    const source = tally.bySource[report.source]!;
    source.mentions++;
    if (report.kind === 'resolved') tally.resolved++;
    else if (report.kind === 'ack') tally.ack++;
    else if (report.kind === 'chatter') tally.chatter++;
    if (report.kind !== 'current' || report.repeated) continue;
    if (!counted.has(report.authorKey)) {
      counted.add(report.authorKey);
      tally.current++;
      source.current++;
    }
    if (report.state !== null) located.add(report.authorKey);
    for (const key of strataOf(report)) {
      const known = authors.get(key);
      if (known) known.add(report.authorKey);
      else authors.set(key, new Set([report.authorKey]));
    }
  }
  tally.located = located.size;
  tally.strata = [...authors].map(([key, who]) => {
    const [symptom, surface, area] = key.split('|') as [string, string, string];
    return { symptom, surface, area, observed: who.size };
  });
  return tally;
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
