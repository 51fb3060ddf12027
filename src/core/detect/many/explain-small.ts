import { negativeBinomialQuantile } from '../../stats/negative-binomial-quantile.ts';
import { detectorVersion, type Explanation } from '../temporal/detector.ts';
import { mixture } from '../temporal/evidence.ts';
import { multipliers, weights } from '../temporal/multipliers.ts';
import { overshoot } from '../temporal/overshoot.ts';
import { settings } from '../temporal/settings.ts';
import { slotMinutes } from '../temporal/time-of-week.ts';
import { momentOf, type SmallStrata } from './small-strata.ts';
import { carefulRate, type StratumPrior, stratumEvidence, stratumInterval, stratumRate } from './stratum-bank.ts';

/** What a small stratum's score was made of, in the words of `explain`; `observed`: its reports in the slot in progress. */
export function explainSmall(
  small: SmallStrata,
  place: number,
  { prior, observed }: { prior: StratumPrior; observed: number },
): Explanation {
  const { bank, shape, dispersion, minute } = small;
  const now = momentOf(small);
  const level = stratumRate(bank, place, prior);
  const mean = level * shape;
  const statistics = stratumEvidence(bank, place, { now, prior });
  const total = mixture(statistics);
  const known = bank.reports[place]! + prior.perMinute * prior.strength;
  const ignorance = Math.min(1, Math.sqrt(dispersion / known));
  const inSlot = (minute % slotMinutes) + 1;
  return {
    version: detectorVersion,
    minute,
    recurrenceIntervalMinutes: stratumInterval(bank, place, { now, prior }),
    observed,
    expected: mean * inSlot,
    ...{
      level,
      shape,
      local: 1,
      rate: mean,
      carefulRate: carefulRate(bank, place, { prior, now }) * shape,
      dispersion,
      wander: ignorance,
    },
    ...{ overshoot: overshoot(mean, dispersion), pastExcess: 1 },
    band: {
      mean,
      dispersion,
      lower: negativeBinomialQuantile(0.025, mean, dispersion),
      upper: negativeBinomialQuantile(0.975, mean, dispersion),
      learning: ignorance,
    },
    known: bank.exposure[place]!,
    evidence: multipliers.map((multiplier, i) => ({
      multiplier,
      recurrenceIntervalMinutes: statistics[i]!,
      share: total > 0 ? (weights[i]! * statistics[i]!) / total : 0,
    })),
    ...{ suspectedSince: null, recoveryIntervalMinutes: null, onset: null },
    settings,
  };
}
