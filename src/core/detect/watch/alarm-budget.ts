/**
 * Share of a brand's false-alarm budget that a series may spend. The weighted sum Σ w_s R_s of e-detectors is itself an
 * e-detector (Shin, Ramdas & Rinaldo 2023, §5), so a series that raises an alarm at w_s R_s ≥ A keeps the mean time
 * between false alarms of the whole brand at A minutes at least, however the series depend on each other: half for the
 * brand, three tenths over 20 symptoms, two tenths over 51 states.
 */
export function budgetShare(symptom: string, area: string): number {
  if (symptom !== '*') return 0.3 / 20;
  if (area !== '*') return 0.2 / 51;
  return 0.5;
}
