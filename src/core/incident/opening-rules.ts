import type { Alert } from '../words/alert.ts';
import { inWords } from '../words/duration.ts';
import { brandWide, type IncidentRules, loneStrengthFactor } from './incident-step.ts';
import {
  conditionsOf,
  isClearlyBeyond,
  partStandsOut,
  reportsDriveTheRise,
  secondEvidence,
  spokenByMany,
} from './second-evidence.ts';

/** A rule on the way to an incident, and whether it let the alarm pass. */
export interface RulePassed {
  rule: 'budget' | 'reports-drive-the-rise' | 'second-evidence' | 'many-voices' | 'authors';
  passed: boolean;
  reason: string;
}

/** Every rule between an alarm and a probable incident, in order, as `stepIncident` applies them. */
export function openingRules(alerts: readonly Alert[], rules: IncidentRules): RulePassed[] {
  const brandAlert = brandWide(alerts);
  const detail = brandAlert?.detail;
  if (!brandAlert || !detail) return [];
  const strongest = Math.max(0, ...alerts.map((alert) => alert.recurrenceIntervalMinutes));
  const clear = isClearlyBeyond(brandAlert);
  const needed = clear ? rules.watchingMinutes : loneStrengthFactor * rules.watchingMinutes;
  const drives = reportsDriveTheRise(brandAlert.observed, detail, rules);
  const alone = !drives && partStandsOut(alerts, detail, rules);
  const conditions = conditionsOf(brandAlert, alerts, rules);
  const second = secondEvidence(conditions);
  const reasonOf = (kind: 'copies' | 'authors') => conditions.find((one) => one.kind === kind)!.reason;
  return [
    {
      rule: 'budget',
      passed: strongest >= needed,
      reason: `such evidence comes by chance once in ${inWords(strongest)}; ${inWords(needed)} are needed${clear ? '' : ' where the brand as a whole hardly moves'}`,
    },
    {
      rule: 'reports-drive-the-rise',
      passed: drives || alone,
      reason: drives
        ? 'the rise is made of first-hand reports'
        : alone
          ? 'a symptom in one state or on one surface stands out by itself, without more talk than usual'
          : 'there is more talk than usual, but not clearly more reports than so much talk brings',
    },
    {
      rule: 'second-evidence',
      passed: second.length > 0,
      reason: second[0]?.reason ?? 'nothing but the volume speaks for it',
    },
    { rule: 'many-voices', passed: spokenByMany(conditions), reason: reasonOf('copies') },
    { rule: 'authors', passed: detail.authors >= rules.leastAuthorsProbable, reason: reasonOf('authors') },
  ];
}
