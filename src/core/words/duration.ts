/** A recurrence interval as people say it. */
export function inWords(minutes: number): string {
  const days = minutes / 1440;
  if (days < 2) return `${Math.max(1, Math.round(minutes / 60))} hours`;
  if (days < 730) return `${Math.round(days)} days`;
  return days < 365_250 ? `${Math.round(days / 365.25)} years` : 'more than a thousand years';
}
