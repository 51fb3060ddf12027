import type { Backtest } from '../../commands/backtest.ts';
import type { BacktestJob } from '../../commands/backtest-jobs.ts';
import type { ReplayedIncident } from '../../core/incident/diff-incidents.ts';
import type { FalseAlarmRate } from '../../core/incident/false-alarm-rate.ts';
import { instantOf, isoInstant } from '../../core/words/interval.ts';
import type { BacktestAnswer, BacktestResult } from '../backtest-schemas.ts';

/** A backtest as the API and `outcry backtest --format json` tell it. */
export function backtestResultAnswer({ appeared, vanished, changed, same, falseAlarms }: Backtest): BacktestResult {
  return {
    appeared: appeared.map(replayedAnswer),
    vanished: vanished.map(replayedAnswer),
    changed: changed.map(({ before, after, ...rest }) => ({
      before: replayedAnswer(before),
      after: replayedAnswer(after),
      ...rest,
    })),
    same,
    falseAlarms: { before: falseAlarms.before.map(rateAnswer), after: falseAlarms.after.map(rateAnswer) },
  };
}

export function backtestAnswer(job: BacktestJob): BacktestAnswer {
  const { id, state, message, askedAt, endedAt, request, result } = job;
  return {
    id,
    state,
    message,
    askedAt: isoInstant(askedAt),
    endedAt: endedAt === null ? null : isoInstant(endedAt),
    brands: request.brands,
    from: isoInstant(instantOf(request.told.from)),
    to: isoInstant(instantOf(request.told.to)),
    learnDays: request.learnDays,
    settings: request.changes,
    result: result && backtestResultAnswer(result),
  };
}

function replayedAnswer({ incident, peak }: ReplayedIncident): BacktestResult['appeared'][number] {
  return {
    id: incident.id,
    brand: incident.brand,
    onsetAt: isoInstant(incident.onset.at),
    detectedAt: isoInstant(incident.detectedAt),
    closedAt: incident.closedAt === null ? null : isoInstant(incident.closedAt),
    peak,
    scope: incident.scope,
    symptoms: incident.symptoms.map(({ id }) => id),
  };
}

function rateAnswer(rate: FalseAlarmRate): FalseAlarmRate {
  const { interval, ...rest } = rate;
  return {
    ...rest,
    calmDays: round(rate.calmDays),
    alarmsPerMonth: round(rate.alarmsPerMonth),
    interval: { low: round(interval.low), high: round(interval.high) },
    budgetPerMonth: round(rate.budgetPerMonth),
  };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
