import type { StratumExplanation } from '../../commands/explain-stratum.ts';
import { instantOf, isoInstant } from '../../core/words/interval.ts';
import type { ExplanationAnswer } from '../explain-schemas.ts';

const significantDigits = 6;

/** An explanation as the API and `outcry explain --format json` tell it. */
export function explanationAnswer(told: StratumExplanation): Omit<ExplanationAnswer, 'asOf' | 'stale'> {
  const { brand, symptom, surface, area, minute, verdict, rule, observed, exposure, budgetShare, budgetMinutes } = told;
  return {
    ...{ brand, symptom, surface, area, at: isoInstant(instantOf(minute)), verdict, rule, observed, exposure },
    budgetShare,
    intervalMinutes: figure(told.intervalMinutes),
    budgetMinutes,
    together: {
      intervalMinutes: figure(told.together.intervalMinutes),
      strongest: told.together.strongest.map((one) => ({ ...one, intervalMinutes: figure(one.intervalMinutes) })),
    },
    evidence: told.evidence && evidenceAnswer(told.evidence),
    alarms: told.alarms.map((alarm) => ({
      ...{ symptom: alarm.symptom, surface: alarm.surface, area: alarm.area },
      since: isoInstant(instantOf(alarm.firstMinute)),
      intervalMinutes: figure(alarm.intervalMinutes),
    })),
    conditions: told.conditions,
    rules: told.rules,
    incident: told.incident,
  };
}

function evidenceAnswer(told: NonNullable<StratumExplanation['evidence']>): NonNullable<ExplanationAnswer['evidence']> {
  const at = (minute: number) => isoInstant(instantOf(minute));
  const { level, shape, local, rate, dispersion, wander, overshoot, pastExcess, band } = told;
  return {
    version: told.version,
    recurrenceIntervalMinutes: figure(told.recurrenceIntervalMinutes),
    slot: { observed: told.observed, expected: short(told.expected) },
    expected: {
      mean: short(band.mean),
      lower: band.lower,
      upper: band.upper,
      learning: short(band.learning),
    },
    ...{
      level: short(level),
      shape: short(shape),
      local: short(local),
      rate: short(rate),
      carefulRate: short(told.carefulRate),
    },
    ...{ dispersion: short(dispersion), wander: short(wander) },
    ...{ overshoot: short(overshoot), pastExcess: short(pastExcess) },
    knownMinutes: told.known,
    multipliers: told.evidence.map(({ multiplier, recurrenceIntervalMinutes, share }) => ({
      multiplier,
      recurrenceIntervalMinutes: figure(recurrenceIntervalMinutes),
      share: short(share),
    })),
    suspectedSince: told.suspectedSince === null ? null : at(told.suspectedSince),
    recoveryIntervalMinutes: told.recoveryIntervalMinutes === null ? null : short(told.recoveryIntervalMinutes),
    onset: told.onset && { at: at(told.onset.minute), low: at(told.onset.low), high: at(told.onset.high) },
    settings: told.settings,
  };
}

function figure(value: number): number | null {
  return Number.isFinite(value) ? short(value) : null;
}

function short(value: number): number {
  return Number(value.toPrecision(significantDigits));
}
