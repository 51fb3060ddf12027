/** A length of time in its largest fitting unit: `90 minutes`, `36 hours`, `400 days`, `12 years`. */
export function durationText(minutes: number): string {
  if (minutes < 120) return counted(minutes, 'minute');
  const hours = minutes / 60;
  if (hours < 48) return counted(hours, 'hour');
  const days = hours / 24;
  if (days < 730) return counted(days, 'day');
  const years = days / 365.25;
  return years >= 999.5 ? '1,000 years or more' : counted(years, 'year');
}

function counted(n: number, unit: string): string {
  const rounded = Math.round(n);
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`;
}
