import { logSumExp } from '../stats/log-sum.ts';
import type { Alert, AlertDetail, Condition } from '../words/alert.ts';

export interface EvidenceRules {
  /** Share of the mentions beyond the usual that must be reports, 0..1. */
  leastExcessShare: number;
  /** Reports that a second source must bring. */
  leastPerSource: number;
  /** Distinct people who make it probable, and who confirm it. */
  leastAuthorsProbable: number;
  leastAuthorsConfirmed: number;
  /** Near copies for each person, from which the talk counts as spread by few. */
  mostCopiesPerAuthor: number;
}

/** Mentions beyond the usual that are needed before their share says anything. */
const fewestExcessMentions = 3;
/** Above this share of reports among the usual mentions a rise of the share says nothing. */
const mostlyReports = 0.5;
/** Standard deviations (of a count with dispersion 1.5) from which a count is clearly beyond its expectation. */
const clearlyBeyond = 3;
const dispersion = 1.5;

/** Kinds of evidence beside the volume: one of them must be met for an incident to climb. */
const secondKinds: ReadonlySet<Condition['kind']> = new Set(['share', 'sources', 'symptom', 'official']);

/** Everything beside the volume that an incident depends on, met or not, each with its reason. */
export function conditionsOf(brandAlert: Alert, parts: readonly Alert[], rules: EvidenceRules): Condition[] {
  const { detail } = brandAlert;
  if (!detail) return [];
  return [
    authorCondition(detail, rules),
    copyCondition(detail, rules),
    shareCondition(brandAlert, detail, rules),
    sourceCondition(brandAlert, detail, rules),
    symptomCondition(brandAlert, parts),
    officialCondition(detail),
  ];
}

/** Those of the conditions that are evidence of a second kind, and met. */
export function secondEvidence(conditions: readonly Condition[]): Condition[] {
  return conditions.filter(({ kind, met }) => met && secondKinds.has(kind));
}

/** True unless near copies show that few people speak with many voices. */
export function spokenByMany(conditions: readonly Condition[]): boolean {
  return conditions.every(({ kind, met }) => kind !== 'copies' || met);
}

/** True when a count lies clearly beyond its expectation: (observed − expected) / √(1.5 · max(expected, 1)) ≥ 3. */
export function isClearlyBeyond({ observed, expected }: { observed: number; expected: number }): boolean {
  return observed - expected >= clearlyBeyond * Math.sqrt(dispersion * Math.max(expected, 1));
}

function authorCondition({ authors }: AlertDetail, rules: EvidenceRules): Condition {
  const reason = `${authors} distinct ${authors === 1 ? 'person' : 'people'}; ${rules.leastAuthorsProbable} make it probable, ${rules.leastAuthorsConfirmed} confirm it`;
  return { kind: 'authors', met: authors >= rules.leastAuthorsProbable, reason };
}

function copyCondition({ authors, copies }: AlertDetail, { mostCopiesPerAuthor }: EvidenceRules): Condition {
  const met = copies <= mostCopiesPerAuthor * Math.max(1, authors);
  const reason = `${copies} near copies were left out; up to ${mostCopiesPerAuthor} for each person are usual`;
  return { kind: 'copies', met, reason };
}

/** The share of reports among the mentions beyond the usual: near 1 in an outage, near 0 when people joke or share news. */
function shareCondition(
  brandAlert: Alert,
  { excessShare, mentions }: AlertDetail,
  { leastExcessShare }: EvidenceRules,
): Condition {
  const excess = mentions.observed - mentions.expected;
  const percent = Math.round(excessShare * 100);
  if (!isClearlyBeyond(brandAlert) || excess < fewestExcessMentions)
    return { kind: 'share', met: false, reason: 'too few reports and mentions beyond the usual to tell their share' };
  const met = excessShare >= leastExcessShare;
  const claim = `${percent} % of the ${Math.round(excess)} mentions beyond the usual are first-hand reports`;
  return {
    kind: 'share',
    met,
    reason: met ? claim : `only ${claim}; ${Math.round(leastExcessShare * 100)} % are needed`,
  };
}

/** Sources that each see more than is usual there. */
function sourceCondition({ expected }: Alert, { sources }: AlertDetail, { leastPerSource }: EvidenceRules): Condition {
  const agreeing = sources
    .filter(({ observed, usualShare }) => observed >= leastPerSource && observed >= 3 * expected * usualShare)
    .map(({ id }) => id);
  if (agreeing.length >= 2)
    return { kind: 'sources', met: true, reason: `${agreeing.length} sources agree: ${agreeing.join(', ')}` };
  const reason =
    agreeing.length === 1
      ? `only ${agreeing[0]} sees more than is usual there`
      : 'no source sees more than is usual there';
  return { kind: 'sources', met: false, reason };
}

/** A symptom's own series says something new only where it isn't the one thing that raised the alarm. */
function symptomCondition(brandAlert: Alert, parts: readonly Alert[]): Condition {
  const active = parts.filter((part) => part.active && part.stratum.symptom !== '*');
  if (active.length === 0)
    return { kind: 'symptom', met: false, reason: 'no symptom exceeds its own expectation by itself' };
  const list = active
    .slice(0, 3)
    .map(({ stratum, observed, expected }) => `${stratum.symptom} ${observed} against ${expected.toFixed(1)}`)
    .join(', ');
  if (active.length === 1 && !isClearlyBeyond(brandAlert))
    return { kind: 'symptom', met: false, reason: `one symptom alone raised the alarm: ${list}` };
  return { kind: 'symptom', met: true, reason: `symptoms exceed their own expectation: ${list}` };
}

function officialCondition({ acknowledgedAt }: AlertDetail): Condition {
  const met = acknowledgedAt !== null;
  return { kind: 'official', met, reason: met ? 'the brand itself speaks of a fault' : 'the brand itself is silent' };
}

/**
 * True when a symptom in one state or on one surface stands out by itself, too little to move the brand: enough people, clearly beyond what is expected
 * there, and no storm of talk of which these could be the misread part.
 */
export function partStandsOut(
  alerts: readonly Alert[],
  { excessShare, mentions }: AlertDetail,
  { leastExcessShare, leastAuthorsProbable }: Pick<EvidenceRules, 'leastExcessShare' | 'leastAuthorsProbable'>,
): boolean {
  if (isClearlyBeyond(mentions) && excessShare < leastExcessShare) return false;
  return alerts.some(
    (alert) =>
      alert.method === 'strata' && alert.active && alert.observed >= leastAuthorsProbable && isClearlyBeyond(alert),
  );
}

/**
 * False when the talk about a brand has risen but reports are not what it is made of (a viral joke, a news storm): then
 * volume alone opens nothing. Two questions: are the mentions beyond the usual reports, and would so much talk hardly bring so many
 * reports at the brand's usual share? A brand of which hardly anything but reports is read (a report form) can't be judged so.
 */
export function reportsDriveTheRise(
  observed: number,
  { excessShare, mentions, usualReportShare }: AlertDetail,
  { leastExcessShare }: Pick<EvidenceRules, 'leastExcessShare'>,
): boolean {
  if (usualReportShare > mostlyReports) return true;
  const excess = mentions.observed - mentions.expected;
  if (excess >= fewestExcessMentions && excessShare < leastExcessShare) return false;
  return logShareRatio(observed, mentions, usualReportShare) >= Math.log(leastShareRatio);
}

/** Shares of reports that the mentions beyond the usual may have when something is broken. */
const outageShares = [0.5, 0.7, 0.9];
/** How much likelier so many reports must be under an outage: talk of the usual kind gets there once in fifty times (Ville 1939). */
const leastShareRatio = 50;

/**
 * Natural log of the likelihood ratio of `reports` among the mentions: "the mentions beyond the expected ones have an outage's share of
 * reports" against "all have the usual share", binomial, mean over `outageShares`. In logarithms, for hundreds of reports are beyond any number.
 */
function logShareRatio(reports: number, mentions: AlertDetail['mentions'], usualShare: number): number {
  const all = Math.max(mentions.observed, reports);
  const beyond = Math.min(all, Math.max(all - mentions.expected, reports - mentions.expected * usualShare, 0));
  const logs = outageShares.map((share) => {
    const mixed = usualShare + ((share - usualShare) * beyond) / Math.max(all, 1);
    return logPower(mixed / usualShare, reports) + logPower((1 - mixed) / (1 - usualShare), all - reports);
  });
  return logSumExp(logs) - Math.log(logs.length);
}

/** ln(base^exponent), with 1 for the power 0 of anything. */
function logPower(base: number, exponent: number): number {
  return exponent === 0 ? 0 : exponent * Math.log(base);
}
