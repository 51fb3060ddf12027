/**
 * Share of a brand's false-alarm budget that a series may spend. The weighted sum Σ w_s R_s of e-detectors is itself an
 * e-detector (Shin, Ramdas & Rinaldo 2023, §5), so a series that raises an alarm at w_s R_s ≥ A keeps the mean time
 * between false alarms of the whole brand at A minutes at least, however the series depend on each other: half for the
 * brand, three tenths over 20 symptoms. States get a hundredth together: places are read with error, and what a state of
 * few people usually brings is the least certain of all expectations. Symptoms in single states share what is left.
 */
export function budgetShare(symptom: string, area: string): number {
  if (symptom !== '*' && area !== '*') return 0.19 / (20 * 51);
  if (symptom !== '*') return 0.3 / 20;
  if (area !== '*') return 0.01 / 51;
  return 0.5;
}
