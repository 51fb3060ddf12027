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

/** Every kind of evidence beside the volume that a brand's alert carries. */
export function secondEvidence(brandAlert: Alert, symptomAlerts: Alert[], rules: EvidenceRules): SecondEvidence[] {
  const detail = brandAlert.detail;
  if (!detail) return [];
  return [
    ...shareEvidence(detail, rules),
    ...sourceEvidence(detail, rules),
    ...symptomEvidence(symptomAlerts),
    ...officialEvidence(detail),
  ];
}

/** The share of reports among the mentions beyond the usual: near 1 in an outage, near 0 when people joke or share news. */
function shareEvidence({ excessShare, mentions }: AlertDetail, { leastExcessShare }: EvidenceRules): SecondEvidence[] {
  const excess = mentions.observed - mentions.expected;
  if (excess < fewestExcessMentions || excessShare < leastExcessShare) return [];
  const percent = Math.round(excessShare * 100);
  return [
    {
      kind: 'share',
      reason: `${percent} % of the ${Math.round(excess)} mentions beyond the usual are first-hand reports`,
    },
  ];
}

function sourceEvidence({ sources }: AlertDetail, { leastPerSource }: EvidenceRules): SecondEvidence[] {
  const agreeing = sources.filter(({ observed }) => observed >= leastPerSource);
  if (agreeing.length < 2) return [];
  return [{ kind: 'sources', reason: `${agreeing.length} sources agree: ${agreeing.map(({ id }) => id).join(', ')}` }];
}

function symptomEvidence(symptomAlerts: Alert[]): SecondEvidence[] {
  const active = symptomAlerts.filter((alert) => alert.active);
  if (active.length === 0) return [];
  const list = active.map(
    ({ stratum, observed, expected }) => `${stratum.symptom} ${observed} against ${expected.toFixed(1)}`,
  );
  return [{ kind: 'symptom', reason: `a symptom exceeds its own expectation: ${list.slice(0, 3).join(', ')}` }];
}

function officialEvidence({ acknowledgedAt }: AlertDetail): SecondEvidence[] {
  return acknowledgedAt === null ? [] : [{ kind: 'official', reason: 'the brand itself speaks of a fault' }];
}

/**
 * False when the talk about a brand has risen but reports are not what it is made of (a viral joke, a news storm): then
 * volume alone opens nothing. A brand of which hardly anything but reports is read (a report form) can't be judged so.
 */
export function reportsDriveTheRise(
  { excessShare, mentions }: AlertDetail,
  { leastExcessShare }: EvidenceRules,
): boolean {
  const excess = mentions.observed - mentions.expected;
  return excess < fewestExcessMentions || excessShare >= leastExcessShare;
}
