import type { Alert, AlertDetail } from '../words/alert.ts';

/** A kind of evidence beside the volume of reports, with its reason in words. */
export interface SecondEvidence {
  kind: 'share' | 'sources' | 'symptom' | 'official';
  reason: string;
}

export interface EvidenceRules {
  /** Share of the mentions beyond the usual that must be reports, 0..1. */
  leastExcessShare: number;
  /** Reports that a second source must bring. */
  leastPerSource: number;
}

/** Mentions beyond the usual that are needed before their share says anything. */
const fewestExcessMentions = 3;
/** Above this share of reports among the usual mentions a rise of the share says nothing. */
const mostlyReports = 0.5;
/** Standard deviations (of a count with dispersion 1.5) from which a count is clearly beyond its expectation. */
const clearlyBeyond = 3;
const dispersion = 1.5;

/** Every kind of evidence beside the volume that a brand's alert carries. */
export function secondEvidence(brandAlert: Alert, parts: Alert[], rules: EvidenceRules): SecondEvidence[] {
  const { detail } = brandAlert;
  if (!detail) return [];
  return [
    ...shareEvidence(brandAlert, detail, rules),
    ...sourceEvidence(brandAlert, detail, rules),
    ...symptomEvidence(brandAlert, parts),
    ...officialEvidence(detail),
  ];
}

/** True when a count lies clearly beyond its expectation: (observed − expected) / √(1.5 · max(expected, 1)) ≥ 3. */
export function isClearlyBeyond({ observed, expected }: { observed: number; expected: number }): boolean {
  return observed - expected >= clearlyBeyond * Math.sqrt(dispersion * Math.max(expected, 1));
}

/** The share of reports among the mentions beyond the usual: near 1 in an outage, near 0 when people joke or share news. */
function shareEvidence(
  brandAlert: Alert,
  { excessShare, mentions }: AlertDetail,
  { leastExcessShare }: EvidenceRules,
): SecondEvidence[] {
  const excess = mentions.observed - mentions.expected;
  if (!isClearlyBeyond(brandAlert) || excess < fewestExcessMentions || excessShare < leastExcessShare) return [];
  const percent = Math.round(excessShare * 100);
  return [
    {
      kind: 'share',
      reason: `${percent} % of the ${Math.round(excess)} mentions beyond the usual are first-hand reports`,
    },
  ];
}

/** Sources that each see more than is usual there. */
function sourceEvidence(
  { expected }: Alert,
  { sources }: AlertDetail,
  { leastPerSource }: EvidenceRules,
): SecondEvidence[] {
  const agreeing = sources.filter(
    ({ observed, usualShare }) => observed >= leastPerSource && observed >= 3 * expected * usualShare,
  );
  if (agreeing.length < 2) return [];
  return [{ kind: 'sources', reason: `${agreeing.length} sources agree: ${agreeing.map(({ id }) => id).join(', ')}` }];
}

/** A symptom's own series says something new only where it isn't the one thing that raised the alarm. */
function symptomEvidence(brandAlert: Alert, parts: Alert[]): SecondEvidence[] {
  const active = parts.filter(({ active, stratum }) => active && stratum.symptom !== '*');
  if (active.length === 0 || (active.length === 1 && !isClearlyBeyond(brandAlert))) return [];
  const list = active.map(
    ({ stratum, observed, expected }) => `${stratum.symptom} ${observed} against ${expected.toFixed(1)}`,
  );
  return [{ kind: 'symptom', reason: `symptoms exceed their own expectation: ${list.slice(0, 3).join(', ')}` }];
}

function officialEvidence({ acknowledgedAt }: AlertDetail): SecondEvidence[] {
  return acknowledgedAt === null ? [] : [{ kind: 'official', reason: 'the brand itself speaks of a fault' }];
}

/**
 * False when the talk about a brand has risen but reports are not what it is made of (a viral joke, a news storm): then
 * volume alone opens nothing. Two questions: are the mentions beyond the usual reports, and are there clearly more reports
 * than this much talk would bring at the brand's usual share? A brand of which hardly anything but reports is read (a
 * report form) can't be judged so.
 */
export function reportsDriveTheRise(
  observed: number,
  { excessShare, mentions, usualReportShare }: AlertDetail,
  { leastExcessShare }: EvidenceRules,
): boolean {
  if (usualReportShare > mostlyReports) return true;
  const excess = mentions.observed - mentions.expected;
  if (excess >= fewestExcessMentions && excessShare < leastExcessShare) return false;
  return isClearlyBeyond({ observed, expected: mentions.observed * usualReportShare });
}
