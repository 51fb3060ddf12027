import type { SeriesPriors } from '../core/detect/watch/series-set.ts';
import type { Gazetteer } from '../core/geo/gazetteer.ts';
import type { IncidentRules } from '../core/incident/incident-step.ts';
import type { BrandPack } from '../core/words/brand.ts';

/** Usual share of a brand's mentions that report a current problem, and of these reports that name a given symptom, and a given surface. */
const reportShare = 0.05;
const symptomShare = 0.1;
const surfaceShare = 0.1;

/** What is expected of a brand before anything is known, from its pack and the population of the states. */
export function brandPriors(gazetteer: Gazetteer): (pack: BrandPack) => SeriesPriors {
  const states = [...gazetteer.states.values()];
  const total = states.reduce((sum, { population }) => sum + population, 0);
  const areaShares = Object.fromEntries(states.map(({ code, population }) => [`US-${code}`, population / total]));
  const shares = { reportShare, symptomShare, surfaceShare, areaShares };
  return ({ mentionsPerDay }) => ({ mentionsPerMinute: mentionsPerDay / 1440, ...shares });
}

/** The ladder's rungs in multiples of the false-alarm budget. */
export function incidentRules(settings: {
  falseAlarmBudgetDays: number;
  leastExcessShare: number;
  resolveDelayMinutes: number;
  reopenMinutes: number;
}): IncidentRules {
  const budgetMinutes = settings.falseAlarmBudgetDays * 1440;
  return {
    leastExcessShare: settings.leastExcessShare,
    leastPerSource: 2,
    mostCopiesPerAuthor: 4,
    watchingMinutes: budgetMinutes,
    probableMinutes: 2 * budgetMinutes,
    confirmedMinutes: 10 * budgetMinutes,
    leastAuthorsProbable: 3,
    leastAuthorsConfirmed: 6,
    resolveDelayMinutes: settings.resolveDelayMinutes,
    reopenMinutes: settings.reopenMinutes,
  };
}
