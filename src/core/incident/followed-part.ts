import type { Alert, AlertDetail } from '../words/alert.ts';
import type { Followed } from '../words/incident.ts';
import { instantOf } from '../words/interval.ts';
import { brandWide } from './incident-step.ts';
import { isClearlyBeyond } from './second-evidence.ts';
import { followedName } from './split-incident.ts';

/** Counts of the last minutes: they tell which part of a brand still burns, which sums since the onset can't. */
export interface RecentCounts {
  minutes: number;
  whole: number;
  of: (follows: Followed) => number;
}

/** The alerts of a brand as an incident that was split off sees them: its own series, and figures of that part alone. */
export function partAlerts(alerts: readonly Alert[], follows: Followed, recent: RecentCounts): Alert[] {
  const whole = brandWide(alerts);
  if (!whole?.detail) return [];
  const own = alerts.findLast(isWhole(follows));
  const figures = figuresOf(whole.detail, follows);
  const expected = recentOf(figures.expected, whole, recent);
  const burns = whole.active && isClearlyBeyond({ observed: recent.of(follows), expected });
  const view: Alert = {
    ...whole,
    ...{ observed: figures.observed, expected: figures.expected },
    recurrenceIntervalMinutes: own?.recurrenceIntervalMinutes ?? figures.recurrenceIntervalMinutes,
    active: own?.active || burns,
    reasons: own?.reasons ?? [],
    detail: partDetail(whole.detail, follows, figures.observed),
  };
  return own ? [own, view] : [view];
}

/** The alerts of a brand without what others of its incidents follow. */
export function restAlerts(alerts: readonly Alert[], followed: readonly Followed[], recent: RecentCounts): Alert[] {
  if (followed.length === 0) return [...alerts];
  const others = alerts.filter((alert) => !followed.some((one) => isOf(one)(alert)));
  const whole = brandWide(alerts);
  if (!whole?.detail) return others;
  const { detail } = whole;
  const names = new Set(followed.map(followedName));
  const observed = recent.whole - followed.reduce((sum, one) => sum + recent.of(one), 0);
  const burns = whole.active && isClearlyBeyond({ observed, expected: recentOf(whole.expected, whole, recent) });
  const view: Alert = {
    ...whole,
    active: burns || others.some((alert) => alert !== whole && alert.active),
    detail: {
      ...detail,
      symptoms: detail.symptoms.filter(({ id }) => !names.has(id)),
      areas: detail.areas.filter(({ id }) => !names.has(id)),
    },
  };
  return others.map((alert) => (alert === whole ? view : alert));
}

/** All that belongs to a part: of a symptom also its states, of a state also its symptoms. */
function isOf(follows: Followed): (alert: Alert) => boolean {
  return ({ stratum }) => ('symptom' in follows ? stratum.symptom === follows.symptom : stratum.area === follows.area);
}

/** The part's own series. */
function isWhole(follows: Followed): (alert: Alert) => boolean {
  return (alert) => {
    const { symptom, surface, area } = alert.stratum;
    return isOf(follows)(alert) && surface === '*' && ('symptom' in follows ? area === '*' : symptom === '*');
  };
}

/** What is expected in the last minutes, from what was expected since the onset. */
function recentOf(expected: number, { onset, minute }: Alert, { minutes }: RecentCounts): number {
  const since = (instantOf(minute + 1) - onset.at) / 60_000;
  return (expected * minutes) / Math.max(minutes, since);
}

function figuresOf(detail: AlertDetail, follows: Followed) {
  const found =
    'symptom' in follows
      ? detail.symptoms.find(({ id }) => id === follows.symptom)
      : detail.areas.find(({ id }) => id === follows.area);
  return { observed: 0, expected: 0, recurrenceIntervalMinutes: 0, ...found };
}

function partDetail(detail: AlertDetail, follows: Followed, observed: number): AlertDetail {
  const name = followedName(follows);
  const areas = detail.areas.filter(({ id }) => id === name);
  return {
    ...detail,
    authors: observed,
    symptoms: detail.symptoms.filter(({ id }) => id === name),
    surfaces: [],
    located: { n: areas.length > 0 ? observed : 0, of: observed },
    scope: 'area' in follows ? 'regional' : 'unknown',
    scopeReasons: [],
    areas,
    region: null,
  };
}
