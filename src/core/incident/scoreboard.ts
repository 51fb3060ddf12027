import { type Proportion, wilsonInterval } from '../stats/wilson.ts';
import type { IncidentVerdict } from '../words/handling.ts';
import type { TelemetryVerdict } from '../words/telemetry.ts';

/** An incident as the scoreboard sees it. */
export interface ScoredIncident {
  brand: string;
  /** When it began, as a person knows it or else as estimated, epoch ms. */
  onsetAt: number;
  /** When it reached the rung that counts, epoch ms. */
  reachedAt: number;
  /** The latest verdict; null while nobody has judged. */
  verdict: IncidentVerdict | null;
  /** What the brand's own telemetry says, and by how many minutes people were first; null: nothing. */
  telemetry: { verdict: TelemetryVerdict['verdict']; leadMinutes: number | null } | null;
  /** From onset to the brand's own first word, minutes; null: none was seen. */
  firstWordMinutes: number | null;
}

export interface ScoredTime {
  brand: string;
  /** Days of the range in which the brand was watched. */
  watchedDays: number;
  /** Outages that were missed, as people have told. */
  missed: number;
}

/** Minutes by which people were ahead; below 0: behind. */
export interface Leads {
  n: number;
  /** Of them, in how many people were first. */
  ahead: number;
  median: number;
  longest: number;
}

/** True incidents beside the brand's own telemetry. */
export interface TelemetryScore {
  confirmed: number;
  notSeen: number;
  /** Over the confirmed ones. */
  leadMinutes: Leads | null;
}

export interface Score {
  incidents: number;
  true: number;
  falseAlarms: number;
  unsure: number;
  unjudged: number;
  missed: number;
  /** Of the incidents judged true or false, the true ones. */
  precision: Proportion | null;
  /** Of the outages that people know of, those that were raised. */
  recall: Proportion | null;
  /** From onset to the rung, over true incidents, minutes. */
  delayMinutes: { n: number; median: number; p90: number; longest: number } | null;
  telemetry: TelemetryScore;
  /** People ahead of the brand's own first word, over true incidents that had one. */
  officialLeadMinutes: Leads | null;
  watchedDays: number;
  /** False alarms per 30.44 days of one brand watched. */
  falseAlarmsPerMonth: number | null;
}

const monthDays = 30.44;

/** How good the incidents were by people's verdicts: never judged ones are counted, and count neither way. */
export function scoreOf(incidents: ScoredIncident[], times: ScoredTime[]): Score {
  const judged = (verdict: IncidentVerdict) => incidents.filter((one) => one.verdict === verdict);
  const real = judged('true');
  const falseAlarms = judged('false-alarm').length;
  const missed = times.reduce((sum, one) => sum + one.missed, 0);
  const watchedDays = times.reduce((sum, one) => sum + one.watchedDays, 0);
  return {
    incidents: incidents.length,
    true: real.length,
    falseAlarms,
    unsure: judged('unsure').length,
    unjudged: incidents.filter(({ verdict }) => verdict === null).length,
    missed,
    precision: wilsonInterval(real.length, real.length + falseAlarms),
    recall: wilsonInterval(real.length, real.length + missed),
    delayMinutes: delaysOf(real),
    telemetry: telemetryOf(real),
    officialLeadMinutes: leadsOf(real.flatMap(({ firstWordMinutes }) => firstWordMinutes ?? [])),
    watchedDays,
    falseAlarmsPerMonth: watchedDays > 0 ? (falseAlarms * monthDays) / watchedDays : null,
  };
}

function telemetryOf(incidents: ScoredIncident[]): TelemetryScore {
  const said = incidents.flatMap(({ telemetry }) => telemetry ?? []);
  const confirmed = said.filter(({ verdict }) => verdict === 'confirmed');
  return {
    confirmed: confirmed.length,
    notSeen: said.filter(({ verdict }) => verdict === 'not-seen').length,
    leadMinutes: leadsOf(confirmed.flatMap(({ leadMinutes }) => leadMinutes ?? [])),
  };
}

function leadsOf(leads: number[]): Leads | null {
  if (leads.length === 0) return null;
  const minutes = [...leads].sort((a, b) => a - b);
  const ahead = minutes.filter((lead) => lead > 0).length;
  return { n: minutes.length, ahead, median: rank(minutes, 0.5), longest: minutes.at(-1)! };
}

function delaysOf(incidents: ScoredIncident[]): Score['delayMinutes'] {
  if (incidents.length === 0) return null;
  const minutes = incidents.map(({ reachedAt, onsetAt }) => (reachedAt - onsetAt) / 60_000).sort((a, b) => a - b);
  return { n: minutes.length, median: rank(minutes, 0.5), p90: rank(minutes, 0.9), longest: minutes.at(-1)! };
}

/** The smallest value that the share of the values does not exceed (nearest rank). */
function rank(ascending: number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)]!;
}
