import type { Region } from './region.ts';
import type { Stratum } from './stratum.ts';

/** A series has left its expectation. "Spike" is the word for people. */
export interface Alert {
  /** Hash of method, stratum and first minute: the same finding is the same alert. */
  id: string;
  /** `strata`: a symptom in one state or on one surface, whose evidence is kept in a bank. */
  method: 'temporal' | 'strata' | 'spatial' | 'official';
  stratum: Stratum;
  firstMinute: number;
  /** Minute as of which the figures below hold. */
  minute: number;
  observed: number;
  expected: number;
  /** Mean time between such results by chance, minutes. */
  recurrenceIntervalMinutes: number;
  onset: Onset;
  /** True while the evidence stands, false once recovery is shown. */
  active: boolean;
  reasons: string[];
  /** Figures behind the reasons; the brand's own alert carries them. */
  detail: AlertDetail | null;
}

/** What a brand's reports since the onset look like, beside what is usual. */
export interface AlertDetail {
  /** Distinct people with a counted report. */
  authors: number;
  mentions: { observed: number; expected: number };
  /** Of the mentions beyond the expected ones, the share that are current reports, 0..1. */
  excessShare: number;
  /** Share of the brand's mentions that are current reports in the weeks before the onset, 0..1. */
  usualReportShare: number;
  sources: { id: string; observed: number; usualShare: number }[];
  symptoms: SeriesSum[];
  surfaces: { id: string; observed: number }[];
  located: { n: number; of: number };
  scope: 'national' | 'regional' | 'unknown';
  scopeReasons: string[];
  areas: { id: string; name: string; observed: number; expected: number }[];
  /** As in `Incident`. */
  region?: Region | null;
  /** Reports that it works again, and words of the brand itself, since the onset. */
  resolved: number;
  acknowledgedAt: number | null;
  /** Near copies of counted reports that were left out. */
  copies: number;
  /** What an incident depends on beside the volume; empty until the rules have judged. */
  conditions: Condition[];
  /** Of an alert that is no longer active: the reports go on, and have for so long that their rate is taken as normal. */
  takenAsNormal?: true;
}

/** Something that an incident depends on beside the volume of reports, with its reason in words. */
export interface Condition {
  kind: 'authors' | 'copies' | 'share' | 'sources' | 'symptom' | 'official' | 'blame';
  met: boolean;
  reason: string;
}

export interface SeriesSum {
  id: string;
  observed: number;
  expected: number;
  recurrenceIntervalMinutes: number;
}

/** When it began: an estimate with an interval, epoch ms. */
export interface Onset {
  at: number;
  low: number;
  high: number;
}
